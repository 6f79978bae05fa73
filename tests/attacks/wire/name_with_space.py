"""A name with a space before the colon, which some read and some do not."""


def answer():
    return 200, "OK", [("Content-Length ", "0")], b"a"
