"""What stands for a socket where there is none."""

import socket


class PortlessSocket(socket.socket):
    """A socket without a socket under it. What is not defined here or in a derived class fails as on a closed one."""

    family = socket.AF_INET
    type = socket.SOCK_STREAM
    proto = 0

    def __init__(self):  # not the base class's, which opens a socket
        self._io_refs = 0
        self._closed = False
        self._timeout = None

    def settimeout(self, value, /):
        """The host has timeouts of its own."""
        self._timeout = None if value is None else float(value)

    def gettimeout(self):
        return self._timeout

    timeout = property(gettimeout)

    def setblocking(self, flag, /):
        self._timeout = None if flag else 0.0

    def getblocking(self):
        return self._timeout != 0.0

    def setsockopt(self, *arguments):
        """Nothing to be set."""

    def getsockopt(self, level, option, buflen=0, /):
        return bytes(buflen) if buflen else 0

    def __repr__(self):
        return "<%s at %s>" % (type(self).__name__, self.getsockname())
