"""The same with a length."""


def answer():
    return 304, "Not Modified", [("Content-Length", "42")], b"HTTP/1.1 200 OK\r\nX-Smuggled: yes\r\n\r\n"
