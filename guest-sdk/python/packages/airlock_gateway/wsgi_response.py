"""`start_response`, and from what an application returns to the primitives that answer."""

import logging
import re
from wsgiref.util import is_hop_by_hop

import _airlock

_STATUS = re.compile(r"[2-9][0-9][0-9] [^\x00-\x1f\x7f]*")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")  # all but the tab
_WITHOUT_CONTENT = frozenset((204, 304))

_logger = logging.getLogger("airlock.wsgi")


class WsgiResponse:
    """One response: what `start_response` was given until the first byte, then the bytes."""

    def __init__(self, method):
        self._is_head = method == "HEAD"
        self._head = None  # status, reason, fields, declared length
        self._begun = False
        self._left = None  # bytes that the declared length leaves, if there is one

    def start_response(self, status, headers, exc_info=None):
        """As PEP 3333 has it. Returns the callable `write`."""
        if exc_info:
            try:
                if self._begun:
                    raise exc_info[1].with_traceback(exc_info[2])
            finally:
                exc_info = None  # no circle through the traceback
        elif self._head is not None:
            raise AssertionError("start_response() was called a second time, without exc_info")
        self._head = _head(status, headers)
        return self._write_of_application

    def send(self, result):
        """Send what the application returned: an iterable of bytes."""
        if not self._begun and type(result) in (list, tuple):
            for piece in result:
                _check_piece(piece)
            self._send_whole(result[0] if len(result) == 1 else b"".join(result))
            return
        for piece in result:
            _check_piece(piece)
            if piece and not self._write(piece):
                return  # the client has gone
        if not self._begun:
            self._send_whole(b"")
        elif self._left and not self._has_no_content():
            _logger.warning("the application sent %d bytes less than its Content-Length says", self._left)

    def _send_whole(self, content):
        status, reason, fields, length = self._started()
        self._begun = True
        if length is not None and length != len(content) and not self._has_no_content():
            # As for content that comes piece by piece: never more than was declared, and the end is cut where there is less.
            self._left = length
            _airlock.start(status, reason, fields, True)
            if content:
                self._write(content)
            return
        _airlock.send(status, reason, fields, content, True)

    def _write_of_application(self, data):
        """The callable that `start_response` returns."""
        _check_piece(data)
        if data and not self._write(data):
            raise _airlock.ClientGone("the client has gone")

    def _write(self, piece):
        """Send a piece. False: the client has gone."""
        if not self._begun:
            status, reason, fields, self._left = self._started()
            self._begun = True
            if self._left == len(piece):
                self._left = 0
                _airlock.send(status, reason, fields, piece, True)
                return True
            if not _airlock.start(status, reason, fields, True):
                return False
        if self._has_no_content():
            return True
        if self._left is not None:
            if len(piece) > self._left:
                piece = self._without_surplus(piece)
                if not piece:
                    return True
            self._left -= len(piece)
        return _airlock.write(piece)

    def _without_surplus(self, piece):
        """What of the piece the declared length leaves room for (PEP 3333, "Handling the Content-Length Header")."""
        _logger.warning("the application sent more than its Content-Length says; %d bytes are left out", len(piece) - self._left)
        return piece[:self._left]

    def _started(self):
        if self._head is None:
            raise AssertionError("the application sent content before it called start_response()")
        return self._head

    def _has_no_content(self):
        return self._is_head or self._head[0] in _WITHOUT_CONTENT


def _check_piece(piece):
    if not isinstance(piece, bytes):
        raise TypeError("a WSGI application gives bytes, not %s" % type(piece).__name__)


def _head(status, headers):
    """(status, reason, fields, declared length). Raises what PEP 3333 forbids."""
    if not isinstance(status, str):
        raise TypeError("a WSGI status is a str such as '200 OK', not %s" % type(status).__name__)
    if not _STATUS.fullmatch(status):
        raise AssertionError("a WSGI status is three digits from 200 on, a space and a reason, not %r" % status)
    if not isinstance(headers, list):
        raise TypeError("WSGI headers are a list of (name, value), not %s" % type(headers).__name__)
    fields = []
    length = None
    for header in headers:
        if not isinstance(header, tuple) or len(header) != 2 or not all(isinstance(text, str) for text in header):
            raise TypeError("a WSGI header is a tuple of two str, not %r" % (header,))
        name, value = header
        if not _NAME.fullmatch(name):
            raise AssertionError("%r is not the name of a header" % name)
        if _CONTROL.search(value):
            raise AssertionError("the value of the header %s holds control characters: %r" % (name, value))
        if is_hop_by_hop(name):
            raise AssertionError("the header %s is between server and client; a WSGI application can not set it" % name)
        if name.lower() == "content-length":
            length = _length(value)
        fields.append((name.encode("ascii"), value.encode("latin-1")))
    return int(status[:3]), status[4:].encode("latin-1"), fields, length


def _length(value):
    if not (value.isascii() and value.isdigit()):
        raise AssertionError("a Content-Length is a number, not %r" % value)
    return int(value)
