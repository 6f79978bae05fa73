"""Content where a status allows none, for the client to take for the next response."""


def answer():
    return 204, "No Content", [], b"HTTP/1.1 200 OK\r\nX-Smuggled: yes\r\n\r\n"
