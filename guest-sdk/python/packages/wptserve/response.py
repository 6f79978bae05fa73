"""The response as handlers see it."""

import json
import traceback
from http.cookies import BaseCookie

import _airlock
from airlock_runtime import docroot

from .constants import reasons
from .lazy import lazy
from .logger import get_logger
from .multipart_content import MultipartContent, MultipartPart
from .response_headers import ResponseHeaders
from .set_cookie import set_cookie_value
from .utils import isomorphic_decode, isomorphic_encode
from .writer import ResponseWriter

__all__ = ["MultipartContent", "MultipartPart", "Response", "ResponseHeaders", "ResponseWriter"]

_PIECE = 32 * 1024
_OK = 200, None
_reason_of = reasons.get


class Response:
    """One response: sent when the handler returns, unless the handler has used the writer.

    `headers` are a ResponseHeaders, or any iterable of pairs that is put in its place. `content` is bytes, text, a
    file, or an iterable of these and of functions that return these.
    """

    writer_class = ResponseWriter

    def __init__(self, request):
        # All in the instance and none in the class: the interpreter then finds them fastest.
        self.request = request
        self.encoding = "utf8"
        self.add_required_headers = True
        self.send_body_for_head_request = False
        self._closes = False
        self.headers = ResponseHeaders()
        self.content = []
        self._status = _OK
        self._writer = None

    @property
    def writer(self):
        """For writing the response by hand."""
        if self._writer is None:
            self._writer = self.writer_class(self)
        return self._writer

    @writer.setter
    def writer(self, value):
        self._writer = value

    @property
    def close_connection(self):
        """Whether the connection ends with this response."""
        return self._closes

    @close_connection.setter
    def close_connection(self, value):
        self._closes = value
        if value:
            _airlock.close()

    @property
    def handled(self):
        """Whether the handler has written to the writer; then it alone says what is sent."""
        return self._writer is not None and self._writer.content_written

    @lazy
    def logger(self):
        """Where errors of the server go."""
        return get_logger()

    @property
    def status(self):
        """(code, phrase); the phrase is None for the usual one. Takes a code, too."""
        return self._status

    @status.setter
    def status(self, value):
        if hasattr(value, "__len__"):
            if len(value) != 2:
                raise ValueError("a status is a code or a pair of code and reason, not %r" % (value,))
            code, reason = value
            if not isinstance(reason, (bytes, str)):
                reason = str(reason)
            self._status = (int(code), reason)
        else:
            self._status = (int(value), None)

    def set_cookie(self, name, value, path="/", domain=None, max_age=None, expires=None, samesite=None,
                   secure=False, httponly=False, comment=None):
        """Add a `Set-Cookie` field. `expires` is a datetime or a timedelta, `max_age` seconds or a timedelta."""
        self.headers.append("Set-Cookie", set_cookie_value(
            name, value, path, domain, max_age, expires, samesite, secure, httponly, comment))

    def unset_cookie(self, name):
        """Take back a cookie that was set on this response."""
        name = isomorphic_decode(name)
        cookies = BaseCookie()
        for field in self.headers.get("Set-Cookie"):
            cookies.load(isomorphic_decode(field))
        if name in cookies:
            del self.headers["Set-Cookie"]
            if len(cookies) > 1:
                # wptserve fails to put the others back, with just this exception.
                raise TypeError("ResponseHeaders.append() missing 1 required positional argument: 'value'")

    def delete_cookie(self, name, path="/", domain=None):
        """Make the client forget a cookie."""
        self.set_cookie(name, None, path=path, domain=domain)

    def set_error(self, code, err=None):
        """Make this response an error with a JSON body: `{"error": {"code": ..., "message": ...}}`."""
        if 500 <= code < 600:
            message = self._server_error_text(err)
            self.logger.warning(message)
        else:
            message = "" if err is None else str(err)
        content = json.dumps({"error": {"code": code, "message": message}})
        self.status = code
        self.headers = [("Content-Type", "application/json"), ("Content-Length", len(content))]
        self.content = content

    def _server_error_text(self, err):
        if err is None:
            reason = "<no traceback>"
        elif isinstance(err, str):
            reason = err
        else:
            frames = "\n".join("  " + frame for frame in traceback.format_tb(err.__traceback__))
            reason = "Traceback (most recent call last):\n%s  %s: %s\n" % (frames, type(err).__name__, err)
        return docroot.shown("Internal server error loading %s:\n  %s" % (self.request.url, reason))

    def iter_content(self, read_file=False):
        """The pieces of the body, functions called. `read_file` changes nothing, as in wptserve."""
        content = self.content
        if isinstance(content, bytes):
            yield content
        elif isinstance(content, str):
            yield content.encode(self.encoding)
        elif hasattr(content, "read"):
            while piece := content.read(_PIECE):
                yield piece
            content.close()
        else:
            for item in content:
                value = item() if callable(item) else item
                if value:
                    yield value

    def write_status_headers(self):
        """Write the head."""
        writer = self.writer
        writer.write_status(*self.status)
        for name, value in self.headers:
            writer.write_header(name, value)
        writer.end_headers()

    def write_content(self):
        """Write the body, unless the request's method allows none."""
        if self.request.method != "HEAD" or self.send_body_for_head_request:
            writer = self.writer
            for piece in self.iter_content():
                writer.write_content(piece)
                if writer.client_gone:
                    break

    def write(self):
        """Write head and body."""
        self.write_status_headers()
        self.write_content()

    def conclude(self):
        """Send what the handler has left to send."""
        if not self.handled:
            if not self._has_own_writer() and self._send_at_once():
                return
            self.write()
        self.writer.conclude()

    def _has_own_writer(self):
        """Whether the handler has put functions of its own in place of the writer's: they write what it returns, too."""
        writer = self._writer
        if writer is None:
            return False
        return type(writer) is not self.writer_class or any(callable(getattr(type(writer), name, None)) for name in vars(writer))

    def _send_at_once(self):
        """Hand head and body to the host in one call, if they are of the usual kind."""
        content = self.content
        if type(content) is not bytes:
            if not isinstance(content, (bytes, str)):
                return False
            content = content.encode(self.encoding) if isinstance(content, str) else bytes(content)
        code, reason = self._status
        headers = self.headers
        if type(headers) is ResponseHeaders:
            if b"transfer-encoding" in headers.data:
                return False
            fields = headers.items()
        else:
            encode = self.writer.encode
            fields = [(encode(name), encode(str(value) if isinstance(value, int) else value))
                      for name, value in headers]
            if any(name.lower() == b"transfer-encoding" for name, _ in fields):
                return False
        if not 200 <= code <= 999 or (self.send_body_for_head_request and self.request.method == "HEAD"):
            return False
        reason = _reason_of(code, b"") if reason is None else isomorphic_encode(reason)
        _airlock.send(code, reason, fields, content, self.add_required_headers)
        return True
