"""Stash values as bytes: JSON, with what JSON does not have as an object of one member.

The member's name is the type: `{"tuple": [1, 2]}`. Reading makes values of the types listed here and nothing else;
whatever bytes it is given, it runs no code of theirs and takes no longer than their number allows. Both directions raise
ValueError for what they do not take.
"""

import base64
import json
from datetime import date, datetime, time, timedelta

DEEPEST = 100
# json writes an int in decimal, which Python refuses, and takes quadratic time for, beyond some thousand digits.
_LONGEST_DECIMAL = 1 << 64
# Members of a set and keys of a dict whose hashes are equal are compared with each other, all with all. Of values that were
# not chosen for it, hardly two have the same.
_MOST_OF_ONE_HASH = 16


def encode(value):
    """Bytes for a value."""
    return json.dumps(_plain(value, 0)).encode("ascii")


def decode(data):
    """The value that was encoded."""
    try:
        # Strict ASCII: `json` would guess among the UTF encodings.
        return _value(_JSON.decode(data.decode("ascii")), 0)
    except RecursionError:
        raise ValueError("stash value: nested too deeply") from None
    except (TypeError, OverflowError) as error:  # an unhashable key, a list where text belongs
        raise ValueError("stash value: %s" % error) from None


def _plain(value, depth):
    """What `json` can write for a value."""
    if depth > DEEPEST:
        raise ValueError("stash value: nested deeper than %d" % DEEPEST)
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    write = _WRITERS.get(kind)
    if write is None:
        write = _writer_of_base(value)
    return write(value, depth + 1)


def _writer_of_base(value):
    """For subclasses, a named tuple or an enumeration of ints say: only what the listed type holds is kept."""
    for kind, write in _WRITERS.items():
        if isinstance(value, kind):
            return write
    raise ValueError("the stash does not take values of type %s" % type(value).__qualname__)


def _write_int(value, depth):
    value = int(value)
    return value if -_LONGEST_DECIMAL < value < _LONGEST_DECIMAL else {"int": hex(value)}


def _write_text(value, depth):
    value = str.__str__(value)
    try:
        value.encode()
    except UnicodeEncodeError:
        # Read as JSON, two halves of a surrogate pair would become one character.
        return {"text": list(map(ord, value))}
    return value


def _write_bytes(value, depth):
    if value.isascii():
        return {"bytes": value.decode("ascii")}
    return {"base64": base64.b64encode(value).decode("ascii")}


def _write_list(value, depth):
    return [_plain(item, depth) for item in value]


def _write_dict(value, depth):
    return {"dict": [[_plain(key, depth), _plain(item, depth)] for key, item in dict.items(value)]}


def _write_items(tag):
    return lambda value, depth: {tag: [_plain(item, depth) for item in value]}


def _write_date(value, depth):
    return {"date": value.isoformat()}


def _write_moment(tag):
    return lambda value, depth: {tag: _in_whole_seconds(value).isoformat()}


def _in_whole_seconds(moment):
    offset = moment.utcoffset()
    if offset is not None and offset.microseconds:  # `fromisoformat` takes some of these for UTC
        raise ValueError("the stash takes offsets from UTC in whole seconds, not %s" % offset)
    return moment


_AS_IT_IS = frozenset((bool, float, type(None)))
_WRITERS = {
    str: _write_text,
    int: _write_int,
    bytes: _write_bytes,
    list: _write_list,
    dict: _write_dict,
    tuple: _write_items("tuple"),
    set: _write_items("set"),
    frozenset: _write_items("frozenset"),
    datetime: _write_moment("datetime"),  # before its base class `date`
    date: _write_date,
    time: _write_moment("time"),
    timedelta: lambda value, depth: {"timedelta": [value.days, value.seconds, value.microseconds]},
    float: lambda value, depth: float(value),
}


def _one_member(members):
    """What `_value` gets for an object: a tuple of the only member's name and its content."""
    if len(members) != 1:
        raise ValueError("stash value: an object of %d members" % len(members))
    return members[0]


_JSON = json.JSONDecoder(object_pairs_hook=_one_member)


def _value(plain, depth):
    """The value that was written as `plain`, which comes from `json`."""
    if depth > DEEPEST:
        raise ValueError("stash value: nested deeper than %d" % DEEPEST)
    if type(plain) is not tuple and type(plain) is not list:
        return plain
    depth += 1
    if type(plain) is list:
        return [_value(item, depth) for item in plain]
    tag, content = plain
    read = _READERS.get(tag)
    if read is None:
        raise ValueError("stash value: unknown type %.40r" % tag)
    return read(content, depth)


def _read_text(content, depth):
    return "".join(map(chr, _list(content)))


def _read_base64(content, depth):
    return base64.b64decode(_text(content), validate=True)


def _read_dict(content, depth):
    pairs = [(_value(key, depth), _value(item, depth)) for key, item in map(_list, _list(content))]
    return _told_apart(dict, pairs, [key for key, _ in pairs])


def _read_timedelta(content, depth):
    if len(_list(content)) != 3 or any(type(item) is not int for item in content):
        raise ValueError("stash value: not a timedelta")
    return timedelta(*content)


def _read_tuple(content, depth):
    return tuple([_value(item, depth) for item in _list(content)])


def _read_set(kind):
    def read(content, depth):
        items = [_value(item, depth) for item in _list(content)]
        return _told_apart(kind, items, items)
    return read


def _told_apart(kind, items, keys):
    """A `kind` of `items`, after a look at how alike their `keys` are."""
    if len(keys) > _MOST_OF_ONE_HASH:
        alike = {}
        for key in map(hash, keys):
            alike[key] = alike.get(key, 0) + 1
        if max(alike.values()) > _MOST_OF_ONE_HASH:
            raise ValueError("stash value: too many keys of one hash")
    collection = kind(items)
    if len(collection) != len(keys):
        raise ValueError("stash value: the same key twice")
    return collection


def _read_date(content, depth):
    return date.fromisoformat(_text(content))


def _read_moment(kind):
    return lambda content, depth: _in_whole_seconds(kind.fromisoformat(_text(content)))


def _list(content):
    if type(content) is not list:
        raise ValueError("stash value: a list was expected")
    return content


def _text(content):
    if type(content) is not str:
        raise ValueError("stash value: text was expected")
    return content


_READERS = {
    "int": lambda content, depth: int(_text(content), 16),
    "text": _read_text,
    "bytes": lambda content, depth: _text(content).encode("ascii"),
    "base64": _read_base64,
    "dict": _read_dict,
    "tuple": _read_tuple,
    "set": _read_set(set),
    "frozenset": _read_set(frozenset),
    "datetime": _read_moment(datetime),
    "date": _read_date,
    "time": _read_moment(time),
    "timedelta": _read_timedelta,
}
