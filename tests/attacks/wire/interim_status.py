"""A status that announces another response."""


def answer():
    return 100, "Continue", [], b"HTTP/1.1 200 OK\r\nX-Smuggled: yes\r\n\r\n"
