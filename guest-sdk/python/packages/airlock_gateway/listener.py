"""What stands for a listening socket where a file sets up a server: no port is opened, and one client connects."""

from .portless_socket import PortlessSocket


class Listener(PortlessSocket):
    """A socket that listens for the request on offer."""

    def __init__(self, offer):
        super().__init__()
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
