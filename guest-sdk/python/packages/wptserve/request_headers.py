"""The request's header fields, in the two shapes that handlers know."""

from email.message import Message

from .multidict import missing
from .utils import isomorphic_encode


class RequestHeaders(dict):
    """Read-only, case-insensitive, bytes both ways.

    Keys are lower-case names, each with the list of its values: iteration and `items()` show them so.
    """

    @classmethod
    def from_fields(cls, fields):
        """From (name, value) pairs as received.

        Of several fields with one name only the first counts: wptserve means to keep all, but what it asks its
        message class for (`getallmatchingheaders`) finds nothing in Python 3.
        """
        values = {}
        for name, value in fields:
            name = name.lower()
            if name not in values:
                values[name] = [value]
        return cls(values)

    @classmethod
    def from_http2_fields(cls, fields):
        """From (name, value) pairs as received on HTTP/2.

        Pseudo-header fields are there without their colon. Of several fields with one name only the last counts, as in
        wptserve.
        """
        return cls({name.removeprefix(b":"): [value] for name, value in fields})

    def __getitem__(self, key):
        values = dict.__getitem__(self, isomorphic_encode(key).lower())
        return values[0] if len(values) == 1 else b", ".join(values)

    def __setitem__(self, name, value):
        raise TypeError("request headers are read-only")

    def get(self, key, default=None):
        """The value of a field, or `default`."""
        try:
            return self[key]
        except KeyError:
            return default

    def get_list(self, key, default=missing):
        """The values of a field as a list; without one `default`, or KeyError if there is none."""
        try:
            return dict.__getitem__(self, isomorphic_encode(key).lower())
        except KeyError:
            if default is missing:
                raise
            return default

    def __contains__(self, key):
        return dict.__contains__(self, isomorphic_encode(key).lower())

    def iteritems(self):
        """(name, value) pairs with joined values."""
        for name in self:
            yield name, self[name]

    def itervalues(self):
        """Joined values."""
        for name in self:
            yield self[name]


class H2Headers(dict):
    """The fields of a request on HTTP/2 as text, pseudo-header fields without their colon. `raw_headers` has them with it."""

    def __init__(self, fields):
        fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in fields]
        super().__init__((name.removeprefix(":"), value) for name, value in fields)
        self.raw_headers = dict(fields)

    def getallmatchingheaders(self, name):
        """Something without meaning, as in wptserve."""
        return ["dummy function"]


class RawHeaders(Message):
    """All fields as received, as text: names keep their case, repeated names stay apart."""

    @classmethod
    def from_fields(cls, fields):
        """From (name, value) pairs of bytes."""
        self = cls()
        # `set_raw` takes the values as they are; item assignment would refuse some and look for duplicates.
        for name, value in fields:
            self.set_raw(name.decode("latin-1"), value.decode("latin-1"))
        self.set_payload("")
        return self

    def getallmatchingheaders(self, name):
        """Nothing, ever: see `http.client.HTTPMessage`, which looks for `name:` among names."""
        return []
