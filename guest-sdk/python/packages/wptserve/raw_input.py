"""The request's body as a file that can be read again."""

from io import BytesIO

import _airlock

_PIECE = 1 << 20


class InputFile:
    """Reads the body from the client as far as it is asked for, and keeps what it has read.

    `known_length` is what `Content-Length` says, None when the request has no such field.
    """

    max_buffer_size = 1024 * 1024  # wptserve keeps what is longer in a file; here it changes nothing

    def __init__(self, length):
        self.known_length = length
        self._received = BytesIO()  # may be longer than what was received: see _make_room
        self._size = 0  # of what was received
        self._room = 0
        self._position = 0
        self._complete = length == 0

    @property
    def length(self):
        """Bytes in the body. Without `Content-Length` the answer takes reading it."""
        if self.known_length is None:
            self._receive(None)
            return self._size
        return self.known_length

    def _receive(self, end):
        """Read from the client until `end` bytes of the body are here; all of it for None."""
        while not self._complete and (end is None or self._size < end):
            self._receive_piece(_PIECE if end is None else min(end - self._size, _PIECE))

    def _receive_piece(self, max):
        piece = _airlock.read_body(max)
        size = self._size + len(piece)
        if size > self._room:
            self._make_room(size)
        self._received.seek(self._size)
        self._received.write(piece)
        self._size = size
        if not piece or size == self.known_length:
            self._complete = True
            self._received.truncate(size)

    def piece_behind(self, start):
        """What has come behind `start`, waited for if nothing has; and whether that was all. The position stays."""
        if start == self._size and not self._complete:
            self._receive_piece(_PIECE)
            self._complete = self._complete or _airlock.has_body_ended()
        self._received.seek(start)
        return self._received.read(self._size - start), self._complete

    def _make_room(self, size):
        """Grow in few steps, so that a large body is not copied again and again; but not by the client's word alone."""
        if self.known_length is not None and self.known_length > _PIECE:
            self._room = min(self.known_length, 8 * size)
            self._received.seek(self._room - 1)
            self._received.write(b"\0")

    def read(self, bytes=-1):
        """At most `bytes` bytes, all that are left when negative."""
        start = self._position
        self._receive(None if bytes < 0 else start + bytes)
        left = self._size - start
        if start == 0 and self._complete and not 0 <= bytes < left:
            data = self._received.getvalue()  # no copy, unlike read()
        else:
            self._received.seek(start)
            data = self._received.read(left if bytes < 0 else min(bytes, left))
        self._position = start + len(data)
        return data

    def readline(self, max_bytes=None):
        """The next line with its line end, b"" at the end."""
        pieces = []
        wanted = -1 if max_bytes is None else max_bytes
        while True:
            left = self._size - self._position
            self._received.seek(self._position)
            piece = self._received.readline(left if wanted < 0 else min(wanted, left))
            pieces.append(piece)
            self._position += len(piece)
            wanted -= len(piece)
            if piece.endswith(b"\n") or wanted == 0 or self._complete:
                return b"".join(pieces)
            # One piece, not more: the client may wait for an answer to this line.
            self._receive_piece(8192)

    def readlines(self):
        """The lines that are left."""
        return list(self)

    def tell(self):
        """Where the next read begins."""
        return self._position

    def seek(self, offset):
        """Go to `offset`, counted from the beginning. ValueError outside the body."""
        if offset < 0 or (offset > self._size and offset > self.length):
            raise ValueError("offset %d is outside the body" % offset)
        self._position = offset

    def close(self):
        self._received.close()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()
        return False

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    next = __next__
