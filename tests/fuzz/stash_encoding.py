#!/usr/bin/env python3
"""Fuzz the encoding of stash values: random bytes, mutated encodings and well-formed nonsense into `decode`, from which only
values of the listed types or ValueError may come; and random values there and back again.

    python3 tests/fuzz/stash_encoding.py [--seconds 600] [--seed NUMBER]

What fails is printed with the seed of its round. Exit code 1 then.
"""

import base64
import json
import math
import random
import sys
import time
from datetime import date, datetime, timedelta, timezone
from datetime import time as clock_time

import rounds

rounds.import_packages()

from wptserve.stash_encoding import DEEPEST, _READERS, decode, encode  # noqa: E402

TYPES = (type(None), bool, int, float, str, bytes, list, dict, tuple, set, frozenset, datetime, date, clock_time, timedelta)
# One decoding of a few thousand bytes takes far less; what takes longer costs more than its bytes allow.
LONGEST = 2.0
TEXTS = ["", "a", "0x1", "-0x" + "f" * 400, "2020-01-02", "2020-01-02T03:04:05.000006+07:00", "03:04:05.1", "24:00", "W", "T",
         "2020-W01-1", "20200102T030405Z", "0000-00-00", "9999-12-31T23:59:59.999999-23:59:59.999999", "+", "\u0661", "\ud800",
         "\U0001f600", "AAAA", "A===", "AA==", "\x00", "1_000", " 1 ", "nan", "inf", "None"]
NUMBERS = [0, -1, 1, 2**31 - 1, 2**61 - 1, 2**63, -(2**64), 10**400, 0.0, -0.0, 1e308, 5e-324, math.inf, -math.inf, math.nan]


def random_text(rng):
    if rng.random() < 0.5:
        return rng.choice(TEXTS)
    kinds = ((32, 127), (0, 256), (0xD7F0, 0xE010), (0, 0x110000))
    low, high = rng.choice(kinds)
    return "".join(chr(rng.randrange(low, high)) for _ in range(rng.randrange(12)))


def random_leaf(rng):
    kind = rng.randrange(9)
    if kind == 0:
        return rng.choice([None, True, False])
    if kind == 1:
        return rng.choice(NUMBERS)
    if kind == 2:
        return rng.getrandbits(rng.choice([1, 8, 62, 64, 65, 5000])) * rng.choice([1, -1])
    if kind == 3:
        return rng.random() * 10.0 ** rng.randrange(-300, 300)
    if kind == 4:
        return random_text(rng)
    if kind == 5:
        return rng.randbytes(rng.randrange(20)) if rng.random() < 0.7 else b"ascii"
    zone = rng.choice([None, timezone.utc, timezone(timedelta(seconds=rng.randrange(-86399, 86400)))])
    moment = datetime(rng.randrange(1, 10000), rng.randrange(1, 13), rng.randrange(1, 29), rng.randrange(24),
                      rng.randrange(60), rng.randrange(60), rng.choice([0, 1, 999999, rng.randrange(10**6)]), zone)
    if kind == 6:
        return rng.choice([moment, moment.date(), moment.timetz()])
    return timedelta(rng.randrange(-999999999, 999999999), rng.randrange(86400), rng.randrange(10**6))


def random_key(rng, depth):
    kind = rng.randrange(10)
    if depth < 5 and kind == 0:
        return tuple(random_key(rng, depth + 1) for _ in range(rng.randrange(3)))
    if depth < 5 and kind == 1:
        return frozenset(random_key(rng, depth + 1) for _ in range(rng.randrange(3)))
    return random_leaf(rng)


def random_value(rng, depth=0):
    kind = rng.randrange(10 if depth < 6 else 4)
    size = rng.choice([0, 1, 2, 3, 30]) if depth < 2 else rng.randrange(3)
    if kind < 4:
        return random_leaf(rng)
    if kind == 4:
        return {random_key(rng, depth): random_value(rng, depth + 1) for _ in range(size)}
    if kind == 5:
        return rng.choice([set, frozenset])(random_key(rng, depth) for _ in range(size))
    if kind == 6:
        value = random_leaf(rng)
        for _ in range(rng.randrange(DEEPEST + 1 if depth == 0 else 10)):
            value = [value]
        return value
    return rng.choice([list, tuple])(random_value(rng, depth + 1) for _ in range(size))


def random_json(rng, depth=0):
    """What json can hold: tags that are known, tags that are not, contents that do not fit them."""
    kind = rng.randrange(8 if depth < 8 else 2)
    if kind == 0:
        return random_text(rng)
    if kind == 1:
        return rng.choice([None, True, False, *NUMBERS])
    if kind == 2:
        return [random_json(rng, depth + 1) for _ in range(rng.randrange(4))]
    tags = [*_READERS] * 3 + ["object", "", "__class__", "list", "Dict", random_text(rng)]
    return {rng.choice(tags): random_json(rng, depth + 1) for _ in range(rng.choice([1, 1, 1, 1, 1, 0, 2]))}


PIECES = [b"{", b"}", b"[", b"]", b'"', b":", b",", b"\\", b"\\u", b"\\ud800", b"null", b"true", b"NaN", b"-Infinity", b"1e999",
          b"9" * 5000, b"\xff", b"\x00", b"\xed\xa0\x80", b" ", b"\n", b'{"tuple": ', b'{"set": [', b'{"dict": [[', b"[" * 200,
          b"]" * 200, b"\x80\x04", b"cos\nsystem\n"]


def retagged(rng, data):
    """`data` with another tag in place of one, sometimes."""
    if rng.random() < 0.7:
        return data
    old, new = rng.choice(list(_READERS)), rng.choice(list(_READERS))
    return data.replace(old.encode(), new.encode(), 1)


def crafted(rng):
    """Bytes for `decode`."""
    kind = rng.randrange(5)
    if kind == 0:
        return rng.randbytes(rng.randrange(60))
    if kind == 1:
        return json.dumps(random_json(rng)).encode()
    if kind == 2:
        return b"".join(rng.choice(PIECES) for _ in range(rng.randrange(12)))
    return rounds.mutated(rng, retagged(rng, encode(random_value(rng))), PIECES)


def same(one, other):
    """Equal, of the same types all the way down; not-a-number is the same as itself, and zeros have their sign."""
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return (math.isnan(one) and math.isnan(other)) or (one == other and math.copysign(1, one) == math.copysign(1, other))
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return len(one) == len(other) and all(map(same, one.items(), other.items()))
    if isinstance(one, (set, frozenset)):
        return len(one) == len(other) and sorted(map(shown, one)) == sorted(map(shown, other))
    if isinstance(one, (datetime, clock_time)):
        return one == other and one.isoformat() == other.isoformat()
    return one == other


def shown(value):
    if isinstance(value, (set, frozenset)):
        return "%s{%s}" % (type(value).__name__, ", ".join(sorted(map(shown, value))))
    if isinstance(value, tuple):
        return "(%s)" % ", ".join(map(shown, value))
    return hex(value) if type(value) is int else repr(value)


def only_listed_types(value):
    if isinstance(value, (list, tuple, set, frozenset)):
        inside = value
    elif isinstance(value, dict):
        inside = [*value, *value.values()]
    else:
        inside = ()
    return type(value) in TYPES and all(map(only_listed_types, inside))


def round_of(rng):
    """One of each. Raises what should not be."""
    value = random_value(rng)
    data = encode(value)
    copy = decode(data)
    assert same(value, copy), "not the same: %r %r" % (value, copy)
    assert data.isascii() and isinstance(data, bytes), "not ASCII: %r" % data
    data = crafted(rng)
    begun = time.process_time()
    try:
        value = decode(data)
    except ValueError:
        return 0
    finally:
        taken = time.process_time() - begun
        assert taken < LONGEST, "%.1f s for %d bytes: %s" % (taken, len(data), base64.b64encode(data[:5000]))
    assert only_listed_types(value), "of another type: %r, from %r" % (value, data)
    assert same(value, decode(encode(value))), "not the same again: %r, from %r" % (value, data)
    return 1


if __name__ == "__main__":
    sys.exit(rounds.main(__doc__, round_of))
