"""The request as the bytes of an HTTP/1 message, for programs that read it from a connection.

The head has the fields as they were sent; on HTTP/2 it is the head that HTTP/1.1 would have. The body is read from the client
as far as it is asked for.
"""

import _airlock

_PIECE = 1 << 16


class RequestMessage:
    """The bytes of the request under way, once."""

    def __init__(self):
        head = _airlock.head()
        fields = head[4]
        if head[2] == 2:
            fields = _fields_of_http1(fields)
        self._is_chunked = _is_chunked(fields)
        self._ready = _head(head, fields)
        self._has_ended = False

    def read(self, most):
        """At most `most` bytes, b"" at the end. What is here is not held back for more."""
        if not self._ready and not self._has_ended:
            if not self._is_chunked:
                return _airlock.read_body(most)
            self._ready = self._next_chunk()
        piece, self._ready = self._ready[:most], self._ready[most:]
        return piece

    def _next_chunk(self):
        """The host has undone the chunks of the body, but the head still announces them."""
        piece = _airlock.read_body(_PIECE)
        if not piece:
            self._has_ended = True
            return b"0\r\n\r\n"
        return b"%x\r\n%s\r\n" % (len(piece), piece)


def _head(head, fields):
    method, target, minor = head[:3]
    lines = [b"%s %s HTTP/1.%d" % (method.encode("latin-1"), target, min(minor, 1))]
    lines += [b"%s: %s" % field for field in fields]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _is_chunked(fields):
    codings = b",".join(value for name, value in fields if name.lower() == b"transfer-encoding")
    return codings.rpartition(b",")[2].strip(b" \t").lower() == b"chunked"


def _fields_of_http1(fields):
    """Fields of HTTP/2 as HTTP/1.1 has them (RFC 9113, section 8)."""
    translated = []
    cookies = []
    names = {name for name, _ in fields}
    for name, value in fields:
        if name == b":authority" and b"host" not in names:
            translated.insert(0, (b"Host", value))
        elif name == b"cookie":
            cookies.append(value)
        elif not name.startswith(b":"):
            translated.append((name, value))
    if cookies:
        translated.append((b"cookie", b"; ".join(cookies)))
    if b"content-length" not in names and not _airlock.has_body_ended():
        translated.append((b"Transfer-Encoding", b"chunked"))
    return translated
