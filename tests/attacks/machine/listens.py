"""Opens a port of its own."""

import socket
import socketserver


def attempt():
    for way in [lambda: socket.create_server(("127.0.0.1", 0)), lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).bind(("127.0.0.1", 0)),
                lambda: socketserver.UDPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler)]:
        try:
            way()
            return "got a port"
        except OSError as error:
            last = error
    raise last
