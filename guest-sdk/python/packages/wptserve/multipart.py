"""`multipart/form-data` bodies (RFC 7578), with the tolerance of the `cgi` module that wptserve uses.

Nothing is copied while parsing: a part knows where it lies in the body and cuts itself out when it is read.
"""

import re
from email.message import Message
from email.parser import Parser
from io import BytesIO

from .header_parameters import parse_header
from .lazy import lazy

_VALID_BOUNDARY = re.compile(b"[ -~]{0,200}[!-~]")


class FieldStorage:
    """One part of the body; an uploaded file when `filename` is set."""

    list = None

    def __init__(self, headers, body, start, end):
        self.headers = headers
        self._span = body, start, end
        self.disposition, self.disposition_options = parse_header(headers.get("content-disposition", ""))
        self.name = self.disposition_options.get("name")
        self.filename = self.disposition_options.get("filename")
        self.type, self.type_options = parse_header(headers.get("content-type", "text/plain"))

    @lazy
    def file(self):
        """The content as a file."""
        body, start, end = self._span
        return BytesIO(body[start:end])

    @property
    def value(self):
        """The content as bytes; rewinds the file."""
        if "file" in self.__dict__:
            self.file.seek(0)
            value = self.file.read()
            self.file.seek(0)
            return value
        body, start, end = self._span
        return body[start:end]

    def __repr__(self):
        return "FieldStorage(%r, %r, %r)" % (self.name, self.filename, self.value)

    def __bool__(self):
        raise TypeError("an uploaded file is neither true nor false; compare `filename` or `value`")

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.file.close()


def parts(body, boundary):
    """The parts of `body` in order, as FieldStorage objects."""
    if not _VALID_BOUNDARY.fullmatch(boundary):
        raise ValueError("Invalid boundary in multipart form: %r" % (boundary,))
    mark = b"--" + boundary
    start = _after_first_delimiter(body, mark)
    while start < len(body):
        headers, start = _read_headers(body, start)
        end, following = _find_delimiter(body, mark, start)
        yield _part(headers, body, start, end)
        if following is None:
            return
        start = following


def _after_first_delimiter(body, mark):
    """Where the first part begins: behind a line of the mark and blanks. What comes before counts for nothing."""
    position = 0
    while (found := body.find(mark, position)) >= 0:
        line = body.rfind(b"\n", position, found) + 1 or position
        position = _next_line(body, found)
        if body[line:position].strip() == mark:
            return position
    return len(body)


def _find_delimiter(body, mark, start):
    """(where the part that begins at `start` ends, where the next one begins or None if it was the last)."""
    # One byte back: the content may be empty, and then the line end in front of the delimiter is the blank line's.
    position = start - 1
    while (found := body.find(b"\n" + mark, position)) >= 0:
        position = _next_line(body, found + 1)
        rest = body[found + 1 + len(mark):position].rstrip()
        if rest in (b"", b"--"):
            return _without_line_end(body, start, found + 1), None if rest else position
        position -= 1  # the line end that was stepped over may be that of the delimiter
    # Nothing closes the part. What may be the beginning of the delimiter's line end is not its content either.
    end = len(body)
    return end - 1 if body.endswith(b"\r", start) else _without_line_end(body, start, end), None


def _next_line(body, position):
    """Where the line after that of `position` begins."""
    return body.find(b"\n", position) + 1 or len(body)


def _without_line_end(body, start, end):
    """The end of a part: the line end in front of a delimiter is the delimiter's."""
    if body.endswith(b"\r\n", start, end):
        return end - 2
    if body.endswith(b"\n", start, end):
        return end - 1
    return end


def _part(headers, body, start, end):
    part = FieldStorage(headers, body, start, end)
    if part.type.startswith("multipart/") or part.type == "application/x-www-form-urlencoded":
        raise ValueError("a form inside a form: %s" % part.type)
    return part


def _read_headers(body, start):
    """(headers, where the content begins)."""
    position = start
    blank = False
    while not blank and position < len(body):
        line, position = position, _next_line(body, position)
        blank = not body[line:position].strip()
    headers = Parser(Message).parsestr(body[start:position].decode("latin-1"), headersonly=True)
    del headers["content-length"]
    return headers, position
