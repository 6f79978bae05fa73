"""A comparison that never ends, called by C code that does not look around."""


class Lies:
    def __lt__(self, other):
        return any(iter(int, 1))


def attempt():
    return "got %s" % sorted([Lies(), Lies()])
