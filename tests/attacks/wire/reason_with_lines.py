"""A reason that goes on with a field."""


def answer():
    return 200, "OK\r\nX-Smuggled: yes", [], b"a"
