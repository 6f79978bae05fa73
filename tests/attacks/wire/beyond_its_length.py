"""More content than announced, for the client to take for the next response."""


def answer():
    return 200, "OK", [("Content-Length", "1")], b"aHTTP/1.1 200 OK\r\nX-Smuggled: yes\r\n\r\n"
