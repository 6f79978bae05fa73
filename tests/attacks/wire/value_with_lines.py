"""A value that ends the head and begins another response."""


def answer():
    return 200, "OK", [("X-A", "b\r\n\r\nHTTP/1.1 200 OK\r\nX-Smuggled: yes\r\n\r\n")], b"a"
