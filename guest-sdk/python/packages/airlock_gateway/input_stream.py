"""The request's body as a stream of the standard library: read from the client as far as the program reads it."""

import io

import _airlock

_PIECE = 1 << 20


class Body(io.RawIOBase):
    """The body as it comes, unbuffered."""

    def readable(self):
        return True

    def readinto(self, buffer):
        piece = _airlock.read_body(len(buffer))
        buffer[:len(piece)] = piece
        return len(piece)

    def readall(self):
        pieces = []
        while piece := _airlock.read_body(_PIECE):
            pieces.append(piece)
        return b"".join(pieces)


def input_stream():
    """A buffered stream over the body."""
    return io.BufferedReader(Body())
