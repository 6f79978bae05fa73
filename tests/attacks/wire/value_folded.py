"""A value that goes on in the next line, as HTTP once had it."""


def answer():
    return 200, "OK", [("X-A", "b\r\n X-Smuggled: yes")], b"a"
