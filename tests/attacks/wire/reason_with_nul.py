"""A reason with a NUL."""


def answer():
    return 200, "OK\0X", [], b"a"
