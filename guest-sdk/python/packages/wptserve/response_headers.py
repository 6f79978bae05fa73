"""The response's header fields."""

from .multidict import missing
from .utils import isomorphic_encode


def field_bytes(value):
    """A name or value as it goes on the wire: text as Latin-1, a number in digits."""
    if isinstance(value, int):
        return b"%d" % value
    return isomorphic_encode(value)


class ResponseHeaders:
    """Fields in the order and case they were set, looked up in any case; each name has a list of values.

    Fields of one name are sent together, where the first of them was put.
    """

    def __init__(self):
        self.data = {}  # {name in lower case: (name, [values])}

    def set(self, key, value):
        """Give the field this value alone."""
        key = field_bytes(key)
        self.data[key.lower()] = (key, [field_bytes(value)])

    def append(self, key, value):
        """Add a value to those that the field has."""
        key = field_bytes(key)
        value = field_bytes(value)
        entry = self.data.get(key.lower())
        if entry is None:
            self.data[key.lower()] = (key, [value])
        else:
            entry[1].append(value)

    def update(self, items_iter):
        """Append each (name, value)."""
        data = self.data
        for name, value in items_iter:
            if type(name) is not bytes:
                name = field_bytes(name)
            if type(value) is not bytes:
                value = field_bytes(value)
            key = name.lower()
            if key in data:
                data[key][1].append(value)
            else:
                data[key] = (name, [value])

    def get(self, key, default=missing):
        """The list of the field's values; for an unknown one `default`, or an empty list."""
        try:
            return self[key]
        except KeyError:
            return [] if default is missing else default

    def __getitem__(self, key):
        return self.data[field_bytes(key).lower()][1]

    def __setitem__(self, key, value):
        self.set(key, value)

    def __delitem__(self, key):
        del self.data[field_bytes(key).lower()]

    def __contains__(self, key):
        return field_bytes(key).lower() in self.data

    def __iter__(self):
        for name, values in self.data.values():
            for value in values:
                yield name, value

    def items(self):
        """All (name, value) pairs, as a list."""
        return [(name, value) for name, values in [*self.data.values()] for value in values]

    def __repr__(self):
        return repr(self.data)
