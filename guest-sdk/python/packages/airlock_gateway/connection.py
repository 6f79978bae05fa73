"""What stands for a client's connection where a program expects a socket: it has one request, and takes its response."""

import io
import socket
import sys
from http.server import BaseHTTPRequestHandler

import _airlock

from .portless_socket import PortlessSocket
from .request_message import RequestMessage

_HANDLE_ONE_REQUEST = BaseHTTPRequestHandler.handle_one_request.__code__


class Connection(PortlessSocket):
    """The connection of the request under way."""

    def __init__(self):
        super().__init__()
        self._message = RequestMessage()
        self.has_answered = False
        self.is_asked_again = False

    # Reading.

    def recv_into(self, buffer, nbytes=0, flags=0, /):
        view = memoryview(buffer).cast("B")
        piece = self._message.read(nbytes or len(view))
        view[:len(piece)] = piece
        return len(piece)

    def recv(self, bufsize, flags=0, /):
        return self._message.read(bufsize)

    # Writing.

    def sendall(self, data, flags=0, /):
        data = bytes(data)
        if data:
            self.has_answered = True
            if not _airlock.write_message(data):
                raise _airlock.ClientGone("the client has gone")

    def send(self, data, flags=0, /):
        self.sendall(data)
        return memoryview(data).nbytes

    def sendfile(self, file, offset=0, count=None):
        return self._sendfile_use_send(file, offset, count)

    def makefile(self, mode="r", buffering=None, **named):
        if mode in ("rb", "br"):
            raw = _UnbufferedReader(self, "r")
            self._io_refs += 1
            if buffering == 0:
                return raw
            return _Reader(raw, io.DEFAULT_BUFFER_SIZE if buffering is None or buffering < 0 else buffering)
        return super().makefile(mode, buffering, **named)

    # What sockets are asked besides.

    def fileno(self):
        raise io.UnsupportedOperation("this connection has no file descriptor")

    def getsockname(self):
        return server_address()

    def getpeername(self):
        return client_address()

    def shutdown(self, how, /):
        """The host ends the connection, or keeps it for the next request."""


class _OneRequest:
    """A stream in which no second request is found.

    A handler that leaves a request's body unread would otherwise look for its next request there.
    """

    def readline(self, size=-1, /):
        if sys._getframe(1).f_code is _HANDLE_ONE_REQUEST:
            connection = self._connection()
            if connection.is_asked_again:
                return b""
            connection.is_asked_again = True
        return super().readline(size)


class _UnbufferedReader(_OneRequest, socket.SocketIO):
    def _connection(self):
        return self._sock


class _Reader(_OneRequest, io.BufferedReader):
    def _connection(self):
        return self.raw._sock


def client_address():
    """The client's address, as `socket.accept` gives it."""
    return _socket_address(*_airlock.head()[5:7])


def server_address():
    """The server's address, as `socket.getsockname` gives it."""
    return _socket_address(*_airlock.head()[7:9])


def _socket_address(host, port):
    return (host, port, 0, 0) if ":" in host else (host, port)
