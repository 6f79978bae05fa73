"""What stands for a listening socket where a file sets up a server: no port is opened, and one client connects."""

import socket


class Listener(socket.socket):
    """A socket without a socket under it, over an offer. What is not defined here fails as on a closed one."""

    family = socket.AF_INET
    type = socket.SOCK_STREAM
    proto = 0

    def __init__(self, offer):  # not the base class's, which opens a socket
        self._io_refs = 0
        self._closed = False
        self._timeout = None
        self.offer = offer

    def accept(self):
        return self.offer.take()

    def getsockname(self):
        return self.offer.address()

    def bind(self, address, /):
        """The server is bound already."""

    def listen(self, backlog=0, /):
        """The server listens already."""

    def fileno(self):
        return -1  # programs hand it on, but can do nothing with it

    def set_inheritable(self, inheritable, /):
        """No other process inherits it."""

    def settimeout(self, value, /):
        self._timeout = value

    def gettimeout(self):
        return self._timeout

    timeout = property(gettimeout)

    def setblocking(self, flag, /):
        self._timeout = None if flag else 0.0

    def setsockopt(self, *arguments):
        """Nothing to be set."""

    def getsockopt(self, level, option, buflen=0, /):
        return bytes(buflen) if buflen else 0

    def __repr__(self):
        return "<%s at %s>" % (type(self).__name__, self.getsockname())
