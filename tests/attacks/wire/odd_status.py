"""A status that is none."""


def answer():
    return 1000, "Odd", [], b"a"
