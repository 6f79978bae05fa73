"""A length that is read in two ways."""


def answer():
    return 200, "OK", [("Content-Length", "+1")], b"ab"
