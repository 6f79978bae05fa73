"""Two lengths that differ."""


def answer():
    return 200, "OK", [("Content-Length", "1"), ("Content-Length", "2")], b"ab"
