"""A status that ends HTTP on the connection."""


def answer():
    return 101, "Switching Protocols", [("Upgrade", "smuggled"), ("Connection", "upgrade")], b"HTTP/1.1 200 OK\r\nX-Smuggled: yes\r\n\r\n"
