"""Connects to a server of the machine that listens on loopback only."""

import socket


def attempt():
    with socket.create_connection(("127.0.0.1", PORT), timeout=5) as one:
        one.sendall(b"GET / HTTP/1.0\r\n\r\n")
        said = ""
        while not said.endswith("secret"):
            said += one.recv(100).decode()
        return "got " + said.rpartition("\n")[2]
