"""The request as handlers see it.

Everything is made when it is first asked for: a handler that reads one query parameter pays for that alone.
"""

from urllib.parse import urlsplit

import _airlock
from airlock_runtime import docroot

from . import form, query
from .authentication import Authentication
from .lazy import lazy
from .multidict import MultiDict
from .multipart import FieldStorage
from .raw_input import InputFile
from .request_cookies import BinaryCookieParser, Cookies, CookieValue
from .request_headers import RawHeaders, RequestHeaders
from .server import Server

__all__ = ["Authentication", "BinaryCookieParser", "CookieValue", "Cookies", "FieldStorage", "InputFile",
           "MultiDict", "Request", "RequestHeaders", "Server"]


class Request:
    """One request. Strings of the request line are text, everything from fields and body is bytes."""

    url_base = "/"

    @lazy
    def _head(self):
        return _airlock.head()

    @lazy
    def _traits(self):
        # By themselves: reading the head takes longer than a small handler.
        return _airlock.request_traits()

    @property
    def is_http2(self):
        """Whether it came on a stream of HTTP/2. Of this package alone."""
        return self._traits[0]

    @property
    def has_query(self):
        """Whether the target has a question mark. Of this package alone."""
        return self._traits[1]

    @lazy
    def doc_root(self):
        """The folder that is served."""
        return docroot.root()

    @lazy
    def method(self):
        """The method, as sent."""
        return self._head[0]

    @lazy
    def protocol_version(self):
        """What the response is sent with, not what the client offered."""
        return "HTTP/1.1"

    @lazy
    def request_line(self):
        """The request line with its line end."""
        method, target, minor = self._head[:3]
        return b"%s %s HTTP/1.%d\r\n" % (method.encode("latin-1"), target, minor)

    @lazy
    def request_path(self):
        """The request target, percent escapes and query included."""
        path = self._head[1].decode("latin-1")
        # http.server does this against redirects that a client would take for another host.
        return "/" + path.lstrip("/") if path.startswith("//") else path

    @lazy
    def client_address(self):
        """(address, port) of the client."""
        return self._head[5:7]

    @lazy
    def url(self):
        """The absolute URL; the port is the server's where `Host` names none."""
        head = self._head
        path = self.request_path
        scheme = head[3]
        if path.startswith(scheme + "://"):
            return path
        host = self.headers.get("host")
        port = head[8]
        if host is None:
            host = head[7]
        else:
            host = host.decode("latin-1")
            if ":" in host:
                host, port = host.split(":", 1)
        return "%s://%s:%s%s" % (scheme, host, port, path)

    @lazy
    def url_parts(self):
        """`urlsplit` of the URL."""
        return urlsplit(self.url)

    @lazy
    def route_match(self):
        """What the route's pattern matched; where none is configured, that is `*.py`."""
        captures = _airlock.captures()
        return {"*": self.url_parts.path[1:]} if captures is None else dict(captures)

    @lazy
    def headers(self):
        """Header fields as bytes, looked up in any case."""
        return RequestHeaders.from_fields(self._head[4])

    @lazy
    def raw_headers(self):
        """Header fields as text, all of them, in the case they came in."""
        return RawHeaders.from_fields(self._head[4])

    @lazy
    def raw_input(self):
        """The body as a file; nothing is read before it is asked for."""
        length = self.headers.get("content-length")
        return InputFile(None if length is None else int(length))

    @lazy
    def body(self):
        """The whole body."""
        raw_input = self.raw_input
        position = raw_input.tell()
        raw_input.seek(0)
        body = raw_input.read()
        raw_input.seek(position)
        return body

    @lazy
    def GET(self):
        """The parameters of the query, with any method."""
        target = self._head[1]
        if b"?" not in target:
            return MultiDict()
        return MultiDict.from_pairs(query.pairs(target.partition(b"#")[0].partition(b"?")[2]))

    @lazy
    def POST(self):
        """The parameters and files of a form in the body."""
        content_type = self.headers.get("content-type")
        if content_type is not None:
            content_type = content_type.decode("latin-1")
        return form.parse(self.method, content_type, self.raw_input, lambda: self.body)

    @lazy
    def cookies(self):
        """The cookies that the client sent."""
        return Cookies.parse(self.headers.get("cookie", b""))

    @lazy
    def auth(self):
        """The credentials of HTTP authentication."""
        return Authentication(self.headers)

    @lazy
    def server(self):
        """The server's settings and stash."""
        return Server(self)

    def close(self):
        """Let go of what has been read of the body."""
        if "raw_input" in self.__dict__:
            self.raw_input.close()

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()
        return False

    def __repr__(self):
        return "<Request %s %s>" % (self.method, self.url)
