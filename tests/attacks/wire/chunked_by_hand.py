"""Chunks of its own making."""


def answer():
    return 200, "OK", [("Transfer-Encoding", "chunked")], b"0\r\n\r\nHTTP/1.1 200 OK\r\nX-Smuggled: yes\r\n\r\n"
