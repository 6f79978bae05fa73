"""A NUL in a value, which ends it for some."""


def answer():
    return 200, "OK", [("X-A", "b\0c")], b"a"
