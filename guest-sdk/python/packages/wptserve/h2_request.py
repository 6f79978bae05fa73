"""The request on a stream of HTTP/2."""

import _airlock

from .h2_frames import DataReceived, RequestReceived
from .lazy import lazy
from .request import Request
from .request_headers import H2Headers, RequestHeaders


class H2Request(Request):
    """A request that also knows its stream, and the frames that were handed to its handler."""

    protocol_version = "HTTP/2.0"
    request_line = ""

    def __init__(self, head):
        self._head = head
        self.frames = []

    @lazy
    def h2_stream_id(self):
        """The stream's number."""
        return self._head[9]

    @lazy
    def url(self):
        """The absolute URL. wptserve looks for `Host` only as HTTP/1 writes it, and calls the scheme by its server's name."""
        head = self._head
        path = self.request_path
        return path if path.startswith("http2://") else "http2://%s:%s%s" % (head[7], head[8], path)

    @lazy
    def headers(self):
        """Header fields as bytes, looked up in any case; pseudo-header fields without their colon."""
        return RequestHeaders.from_http2_fields(self._head[4])

    @lazy
    def raw_headers(self):
        """The same as text."""
        return H2Headers(self._head[4])

    def headers_frame(self):
        """The frame that began the request."""
        return RequestReceived(self.h2_stream_id, self._head[4], _airlock.has_body_ended())

    def data_frames(self):
        """The frames of the body, each when it has come."""
        position, ended = 0, _airlock.has_body_ended()
        while not ended:
            data, ended = self.raw_input.piece_behind(position)
            position += len(data)
            yield DataReceived(self.h2_stream_id, data, ended)
