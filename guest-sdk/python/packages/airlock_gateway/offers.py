"""The request under way, offered to the servers that a file sets up while it runs."""

import threading

import _airlock
from wptserve.utils import BadHandler

from .connection import Connection, client_address, server_address


class Served(KeyboardInterrupt):
    """There is no further request to wait for. Ends a script as Ctrl-C would: programs know what to do then."""


class Offer:
    """One request, for the first server that wants it."""

    def __init__(self):
        self.is_taken = False
        self.failure = None  # what the server's handler raised
        self._connection = None
        self._thread = threading.get_ident()

    def address(self):
        """Where the client has connected to."""
        return server_address()

    def server_name(self):
        """The server's name for its clients."""
        return _airlock.site()[0]

    def take(self):
        """The connection and the client's address, as `socket.accept` gives them. The second call ends the script."""
        if self.is_taken:
            self.end()
            raise OSError("there is no further request")
        self.is_taken = True
        self._connection = Connection()
        return self._connection, client_address()

    def end(self):
        """End the script, if this is its thread."""
        if threading.get_ident() == self._thread:
            raise Served("the request has been served")

    def note_end(self, error):
        """The script that took the request has ended by an exception."""
        if self.failure is None and not isinstance(error, (Served, SystemExit)):
            self.failure = error

    def conclude(self, server):
        """Check that the request was answered. `server` is what should have done that, in words."""
        if self.failure is not None:
            raise self.failure
        if not self._connection.has_answered:
            raise BadHandler(500, "%s sent no response" % server)


class TrialOffer(Offer):
    """An offer without a request: it only finds out whether a server would take one."""

    def address(self):
        return "127.0.0.1", 8000

    def server_name(self):
        return "127.0.0.1"

    def take(self):
        self.is_taken = True
        self.end()


class Current:
    """What is on offer."""

    kind = None  # the class of what is offered, while a file's top level runs
    offer = None  # what a server has asked for


current = Current()  # the in-process engine, which has many threads, has one for each of them


def to_server():
    """The offer to a server that is being set up; None outside a file's top level."""
    if current.offer is None and current.kind is not None:
        current.offer = current.kind()  # not before: few files set up a server
    return current.offer
