"""A carriage return alone, which ends a line for some."""


def answer():
    return 200, "OK", [("X-A", "b\rX-Smuggled: yes")], b"a"
