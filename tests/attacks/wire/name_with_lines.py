"""A field's name that is two fields."""


def answer():
    return 200, "OK", [("X-A: b\r\nX-Smuggled", "yes")], b"a"
