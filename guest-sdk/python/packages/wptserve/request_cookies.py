"""The cookies that came with the request."""

import re
from http.cookies import BaseCookie

from .multidict import MultiDict
from .utils import isomorphic_decode, isomorphic_encode

_ATTRIBUTES = [(name, name.replace("-", "_")) for name in
               ("expires", "path", "comment", "domain", "max-age", "secure", "version", "httponly")]

# One pair, as `http.cookies` finds it, in time that grows with its length: a name goes on to the first equals sign behind which the
# value ends well. In a run of characters that are neither blanks nor quotes, that is the first one or, where a quoted string
# follows, the last one; the library's own pattern tries all of them, which takes minutes for a field full of them.
_NAME = r"\w!#%&'~_`><@,:/$*+\-.^|)(?}{="
_PAIR = re.compile(r"""
    \s*
    (?P<key>
        (?=[%(name)s]++[%(name)s\[\]]*+(?:\s|;|$)) [%(name)s]+?
        | [%(name)s]+(?==\s*")
        | [%(name)s]++
    )
    (?:\s*=\s*(?P<val>
        "(?:[^\\"]|\\.)*"
        | \w{3},\s[\w\d\s-]{9,11}\s[\d:]{8}\sGMT
        | [%(name)s\[\]]*+
    ))?
    \s*(?:\s+|;|$)
    """ % {"name": _NAME}, re.ASCII | re.VERBOSE)


class CookieValue:
    """One cookie: `key` (text), `value` (bytes) and the attributes that cookies may carry.

    Equal to another cookie, or to bytes, by the value alone.
    """

    def __init__(self, morsel):
        self.key = morsel.key
        self.value = morsel.value
        for name, attribute in _ATTRIBUTES:
            setattr(self, attribute, morsel[name])
        self._str = morsel.OutputString()

    def __str__(self):
        return self._str

    def __repr__(self):
        return self._str

    def __eq__(self, other):
        return self.value == getattr(other, "value", other)

    __hash__ = None


class BinaryCookieParser(BaseCookie):
    """Parses a `Cookie` field given as bytes; the values are bytes as well and keep their quotes."""

    def value_decode(self, val):
        return isomorphic_encode(val), val

    def value_encode(self, val):
        raise NotImplementedError("this class only parses")

    def load(self, rawdata):
        # The library's loop, with another pattern.
        self._BaseCookie__parse_string(isomorphic_decode(rawdata), _PAIR)


class Cookies(MultiDict):
    """Cookies by name (bytes)."""

    @classmethod
    def parse(cls, field):
        """From the value of a `Cookie` field."""
        self = cls()
        if field:
            parser = BinaryCookieParser()
            parser.load(field)
            for name, morsel in parser.items():
                self[isomorphic_encode(name)] = CookieValue(morsel)
        return self

    def __getitem__(self, key):
        return self.last(key)
