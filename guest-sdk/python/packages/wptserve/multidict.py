"""A dict that keeps several values per key."""

missing = object()


class MultiDict(dict):
    """Maps each key to the list of its values; access by key gives one of them.

    What `dict` defines and this class does not (`items`, `values`, `pop` ...) sees the lists.
    """

    def __init__(self):
        pass

    def __setitem__(self, name, value):
        dict.__setitem__(self, name, [value])

    def add(self, name, value):
        """Put `value` behind the values that `name` has."""
        if name in self:
            dict.__getitem__(self, name).append(value)
        else:
            dict.__setitem__(self, name, [value])

    def __getitem__(self, key):
        return self.first(key)

    def first(self, key, default=missing):
        """The first value; without one `default`, or KeyError if there is none."""
        values = dict.get(self, key)
        if values:
            return values[0]
        if default is missing:
            raise KeyError(key)
        return default

    def last(self, key, default=missing):
        """The last value; without one `default`, or KeyError if there is none."""
        values = dict.get(self, key)
        if values:
            return values[-1]
        if default is missing:
            raise KeyError(key)
        return default

    def get(self, key, default=None):
        """The first value, or `default`."""
        return self.first(key, default)

    def get_list(self, key):
        """All values: the list itself, empty for an unknown key."""
        return dict.get(self, key, [])

    @classmethod
    def from_pairs(cls, pairs):
        """A MultiDict of (key, value) pairs."""
        self = cls()
        put = dict.__setitem__
        for key, value in pairs:
            if key in self:
                dict.__getitem__(self, key).append(value)
            else:
                put(self, key, [value])
        return self
