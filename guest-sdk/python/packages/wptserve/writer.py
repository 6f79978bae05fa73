"""`response.writer`: the response written by hand.

In wptserve every call is bytes on a socket. Here the calls of a well-formed head are collected and become one
`_airlock.start`, after which all that is written is content. Whoever writes something else, framing of their own
for instance, gets raw bytes from there on (where the policy grants them).
"""

import _airlock

from . import required_headers
from .constants import reasons
from .text_encoding import encoded
from .utils import isomorphic_encode

# What has reached the host so far.
NOTHING, COLLECTING, STARTED, RAW = range(4)


class ResponseWriter:
    """Writes a response piece by piece; nothing is held back once the head is complete.

    Methods that write give False when the client has gone.
    """

    file_chunk_size = 32 * 1024
    default_status = 200

    def __init__(self, response):
        self._response = response
        self.client_gone = False
        self._reset()

    def _reset(self):
        self.content_written = False
        self._state = NOTHING
        self._status_written = False
        self._headers_complete = False
        self._headers_seen = set()

    @property
    def request(self):
        return self._response.request

    # The head.

    def write_status(self, code, message=None):
        """Write the status line, with the usual phrase unless `message` is another."""
        reason = reasons.get(code, b"") if message is None else isomorphic_encode(message)
        code = int(b"%d" % code)
        self._status_written = True
        if self._state == NOTHING:
            self.content_written = True
            self._state = COLLECTING
            self._status = code, reason
            self._fields = []
        else:
            self._write(self._status_line(code, reason))

    def write_header(self, name, value):
        """Write a field, after a status line if there is none yet."""
        if not self._status_written:
            self.write_status(self.default_status)
        name = self.encode(name)
        value = self.encode(str(value) if isinstance(value, int) else value)
        self._headers_seen.add(name.lower())
        if self._state == COLLECTING:
            self._fields.append((name, value))
            return True
        return self._write(b"%s: %s\r\n" % (name, value))

    def write_default_headers(self):
        """Write those fields that a response must have and this one has not."""
        for name, value in ((b"Server", required_headers.server), (b"Date", required_headers.date)):
            if name.lower() not in self._headers_seen and not self.write_header(name, value()):
                return False
        length = self._content_length()
        return length is None or self.write_header(b"Content-Length", length)

    def end_headers(self):
        """End the head; unless `add_required_headers` is off, with the fields a response must have."""
        required = self._response.add_required_headers
        if self._state == NOTHING and required:
            self.write_status(self.default_status)
        if self._state == COLLECTING and not self._by_hand():
            sent = self._start(required)
        else:
            sent = (not required or self.write_default_headers()) and self._write(b"\r\n")
        if sent:
            if b"content-length" not in self._headers_seen:
                self._response.close_connection = True
            self._headers_complete = True
        return sent

    def _by_hand(self):
        """Whether the collected head is one that only raw bytes can carry."""
        return (b"transfer-encoding" in self._headers_seen or not 200 <= self._status[0] <= 999
                or (self._response.send_body_for_head_request and self.request.method == "HEAD"))

    def _start(self, required):
        if required and self._content_length() is not None:
            self.write_default_headers()  # the host would put them behind the length
            required = False
        elif required:
            self._headers_seen.update((b"server", b"date"))  # the host adds them
        try:
            started = _airlock.start(*self._status, self._fields, required)
        except PermissionError:
            self._reset()  # the handler can still answer in another way
            raise
        self._state = STARTED
        return self._heard(started)

    def _content_length(self):
        """The length to announce: that of text or bytes content, unless announced already."""
        content = self._response.content
        if isinstance(content, (bytes, str)) and b"content-length" not in self._headers_seen:
            return len(self.encode(content))
        return None

    def _status_line(self, code, reason):
        return b"%s %d %s\r\n" % (isomorphic_encode(self.request.protocol_version), code, reason)

    # The content.

    def write_content(self, data):
        """Write a piece of the body, after a head if there is none yet."""
        if not self._status_written:
            self.write_status(self.default_status)
        if not self._headers_complete:
            self._response.content = data
            self.end_headers()
        return self.write_raw_content(data)

    def write_raw_content(self, data):
        """Write bytes, text or the content of a file, and nothing else."""
        if data is None:
            raise ValueError("data cannot be None")
        if isinstance(data, (str, bytes)):
            return self.write(data)
        return self.write_content_file(data)

    def write(self, data):
        """Write bytes or text, whatever has been written before."""
        return self._write(self.encode(data))

    def write_content_file(self, data):
        """Write the content of a file in pieces and close it. False also when all went well, as in wptserve."""
        self.content_written = True
        while True:
            piece = data.read(self.file_chunk_size)
            if not piece or not self._write(piece):
                break
        data.close()
        return False

    def encode(self, data):
        """Bytes as they are, text in the response's encoding."""
        return encoded(data, self._response.encoding)

    # What the host is told.

    def _write(self, data):
        self.content_written = True
        if self.client_gone:
            return False
        if self._state == STARTED:
            return self._heard(_airlock.write(data))
        if self._state == COLLECTING:
            data = self._collected() + data
        nothing_sent = self._state != RAW
        try:
            sent = _airlock.write_raw(data)
        except PermissionError:
            if nothing_sent:
                self._reset()  # the handler can still answer in another way
            raise
        self._state = RAW
        return self._heard(sent)

    def _collected(self):
        return self._status_line(*self._status) + b"".join(b"%s: %s\r\n" % field for field in self._fields)

    def _heard(self, sent):
        if not sent:
            self.client_gone = True
        return sent

    def conclude(self):
        """No more will be written."""
        if self._state == STARTED and not self.client_gone:
            _airlock.finish()
        elif self._state == COLLECTING:
            self._write(b"")  # half a head
