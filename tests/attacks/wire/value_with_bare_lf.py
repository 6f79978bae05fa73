"""A line feed alone, which ends a line for some."""


def answer():
    return 200, "OK", [("X-A", "b\nX-Smuggled: yes")], b"a"
