"""A length and chunks."""


def answer():
    return 200, "OK", [("Content-Length", "1"), ("Transfer-Encoding", "chunked")], b"a"
