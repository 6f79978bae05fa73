"""Takes descriptors for sockets: the listener, the connections of others."""

import os
import socket


def attempt():
    got = []
    for descriptor in range(256):
        try:
            one = socket.socket(fileno=descriptor)
            got.append(one.getsockname())
            one.detach()
        except (OSError, ValueError):
            pass
        for way in [lambda: os.read(descriptor, 1), lambda: os.write(descriptor, b"")]:
            try:
                if descriptor > 2:
                    way()
                    got.append(descriptor)
            except OSError:
                pass
    return "got " + (" ".join(map(str, got[:5])) or "nothing")
