"""`response.writer` on HTTP/2.

In wptserve it has the connection; here it has the request's stream, and those that the request pushes.
"""

import _airlock

from .h2_errors import ProtocolError, StreamClosedError
from .h2_push import PushedResponse
from .h2_raw_frames import RawFrames
from .text_encoding import encoded

_PIECE = 16384 - 9  # as much as wptserve puts into a frame


class H2ResponseWriter(RawFrames):
    """Writes a response frame by frame; nothing is held back. Methods that write raise ClientGone when the client has gone."""

    def __init__(self, response):
        self._response = response
        self.content_written = False
        self.stream_ended = False
        self.begun = False  # the head has been sent
        self._pushed = {}

    @property
    def request(self):
        return self._response.request

    @property
    def logger(self):
        return self._response.logger

    # Frames.

    def write_headers(self, headers, status_code, status_message=None, stream_id=None, last=False):
        """Write a head: that of the response, or of an interim response for a status below 200. HTTP/2 has no reasons."""
        fields = [(self._name(name), self._value(value)) for name, value in headers]
        self._check_block()
        if self._is_own(stream_id):
            self._begin(int(status_code), fields, last, False)
            return
        pushed = self._push_of(stream_id)
        if pushed.begun:
            raise ProtocolError("the head of this push was written before")
        pushed.begin(int(status_code), fields)
        if last:
            self._end_push(pushed)

    def begin(self, headers, status_code, complete):
        """Write the response's head; if `complete`, with those fields that a response must have."""
        self._check_block()
        self._begin(status_code, [(self._name(name), self._value(value)) for name, value in headers], False, complete)

    def write_data(self, item, last=False, stream_id=None):
        """Write text, bytes or the content of a file that can seek. Waits for the client to take it."""
        if isinstance(item, (str, bytes)):
            self.write_data_frame(self.encode(item), last, stream_id)
            return
        item.seek(0)
        piece, following = item.read(_PIECE), item.read(_PIECE)
        while following:
            self.write_data_frame(piece, False, stream_id)
            piece, following = following, item.read(_PIECE)
        self.write_data_frame(piece, last, stream_id)

    def write_data_frame(self, data, last, stream_id=None):
        """Write bytes."""
        self._check_block()
        if not self._is_own(stream_id):
            pushed = self._push_of(stream_id)
            if not pushed.begun:
                raise ProtocolError("the head of a push comes before its content")
            pushed.write(data)
            if last:
                self._end_push(pushed)
            return
        self._check_open()
        if not self.begun:
            raise ProtocolError("the response's head comes before its content")
        self.content_written = True
        if last:
            self.stream_ended = True
            _heard(_airlock.write_last(data))
        elif data:
            _heard(_airlock.write(data))

    def end_stream(self, stream_id=None):
        """End the response, or a push."""
        self._check_block()
        if not self._is_own(stream_id):
            self._end_push(self._push_of(stream_id))
            return
        self._check_open()
        if not self.begun:
            raise ProtocolError("the response's head comes before its end")
        self._end()

    def write_push(self, promise_headers, push_stream_id=None, status=None, response_headers=None, response_data=None):
        """Promise a response to the request with `promise_headers`, and give it if there is one. The promise's stream."""
        if push_stream_id is not None:
            raise NotImplementedError("the stream of a push can not be chosen")
        self._check_block()
        self._check_open()
        fields = [(self._name(name), self._value(value)) for name, value in promise_headers]
        try:
            stream = _airlock.promise(fields)
        except ValueError as error:
            raise ProtocolError(str(error)) from None
        self.content_written = True
        self._pushed[stream] = PushedResponse(stream)
        if response_headers is not None:
            assert status is not None, "a push with headers needs a status"
            self.write_headers(response_headers, status, stream_id=stream, last=response_data is None)
        if response_data is not None:
            self.write_data(response_data, last=True, stream_id=stream)
        return stream

    # What the host is told.

    def _begin(self, status, fields, last, complete):
        self._check_open()
        if self.begun:
            raise ProtocolError("the response's head was written before")
        self.content_written = True
        if 100 <= status < 200:
            if last:
                raise ProtocolError("an interim response does not end a stream")
            _heard(_airlock.interim(status, fields))
            return
        _heard(_airlock.start(status, None, fields, complete))
        self.begun = True
        if last or self.request.method == "HEAD":
            self._end()

    def _end(self):
        self.stream_ended = True
        _airlock.finish()

    def _end_push(self, pushed):
        if not pushed.begun:
            raise ProtocolError("the head of a push comes before its end")
        try:
            _heard(pushed.end())
        except ValueError as error:
            raise ProtocolError(str(error)) from None

    def conclude_pushes(self):
        """No more will be written to them."""
        self._check_block_end()
        if not self.stream_ended:
            for pushed in self._pushed.values():
                if pushed.begun and not pushed.ended:
                    self._end_push(pushed)

    def conclude(self):
        """No more will be written."""
        if not self.stream_ended:
            self._end()

    # What is allowed.

    def _is_own(self, stream_id):
        return stream_id is None or stream_id == self.request.h2_stream_id

    def _push_of(self, stream_id):
        pushed = self._pushed.get(stream_id)
        if pushed is None:
            raise NotImplementedError("stream %s is neither this request's nor one that it has pushed" % (stream_id,))
        if pushed.ended:
            raise StreamClosedError("stream %s was ended before" % stream_id)
        return pushed

    def _check_open(self):
        if self.stream_ended:
            raise StreamClosedError("the stream was ended before")

    def get_max_payload_size(self, stream_id=None):
        """How much one frame takes. Larger pieces may be written: they become several frames."""
        return _PIECE

    # Text and bytes.

    def _name(self, name):
        return name if isinstance(name, bytes) else name.encode("ascii")

    def _value(self, value):
        return value if isinstance(value, bytes) else self.encode(str(value))

    def encode(self, data):
        """Bytes as they are, text in the response's encoding."""
        return encoded(data, self._response.encoding)

    def decode(self, data):
        """Text as it is, bytes in the response's encoding."""
        if isinstance(data, bytes):
            return data.decode(self._response.encoding)
        if isinstance(data, str):
            return data
        raise ValueError("data %r should be text or binary, but is %s" % (data, type(data)))


def _heard(sent):
    if not sent:
        raise _airlock.ClientGone("the client has left, or has taken its request back")
