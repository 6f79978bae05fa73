"""A length beyond all numbers."""


def answer():
    return 200, "OK", [("Content-Length", "18446744073709551617")], b"a"
