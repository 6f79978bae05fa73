"""Raw frames, for the writer of HTTP/2.

They are sent as ordinary ones where they make a response. What HTTP/2 does not allow can not be sent: the connection carries other
streams.
"""

import _airlock


class RawFrames:
    """What writes them; `begun`, `stream_ended` and the ordinary frames are the writer's."""

    _block = None  # fields of raw header frames, until the last of them

    def write_raw_header_frame(self, headers, stream_id=None, end_stream=False, end_headers=False):
        """Write a head, an interim head or trailers. Without `end_headers`, continuation frames have the rest."""
        self._check_raw_stream(stream_id)
        self._check_block()
        self._block = [], end_stream
        self._continue_block(headers, end_headers)

    def write_raw_continuation_frame(self, headers, stream_id=None, end_headers=False):
        """Write more of what a raw header frame began."""
        self._check_raw_stream(stream_id)
        if self._block is None:
            raise _no_raw_frames("a continuation of nothing")
        self._continue_block(headers, end_headers)

    def write_raw_data_frame(self, data, stream_id=None, end_stream=False):
        """Write bytes; the client's flow control holds for them, too."""
        self._check_raw_stream(stream_id)
        if not self.begun:
            raise _no_raw_frames("data before a head")
        self.write_data_frame(data, end_stream)

    def write_raw(self, raw_data):
        """Not possible."""
        raise _no_raw_frames("bytes of the handler's own")

    def write(self, connection):
        """Not possible: there is no connection to hand over."""
        raise _no_raw_frames("bytes of the handler's own")

    def _continue_block(self, headers, end_headers):
        fields, end_stream = self._block
        fields.extend((self._name(name), self._value(value)) for name, value in headers)
        if not end_headers:
            return
        self._block = None
        status = [value for name, value in fields if name == b":status"]
        fields = [field for field in fields if not field[0].startswith(b":")]
        if len(status) == 1 and not self.begun:
            self._begin(int(status[0]), fields, end_stream, False)
        elif not status and self.begun and end_stream:
            self._send_trailers(fields)
        else:
            raise _no_raw_frames("a header block that is neither the first head nor trailers")

    def _send_trailers(self, fields):
        self._check_open()
        _airlock.finish_with_trailers(fields)
        self.stream_ended = True

    def _check_block(self):
        if self._block is not None:
            raise _no_raw_frames("anything within a header block")

    def _check_raw_stream(self, stream_id):
        if stream_id and not self._is_own(stream_id):
            raise _no_raw_frames("frames of another stream")
        if self.stream_ended:
            raise _no_raw_frames("frames behind the stream's end")

    def _check_block_end(self):
        if self._block is not None:
            raise _no_raw_frames("a head without an end")


def _no_raw_frames(what):
    return NotImplementedError("%s can not be written: the connection carries other streams" % what)
