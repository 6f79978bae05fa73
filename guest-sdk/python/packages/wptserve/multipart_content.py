"""Responses made of several parts, such as `multipart/byteranges`."""

from uuid import uuid4

from .response_headers import ResponseHeaders


class MultipartContent:
    """Content for a response; parts are put together when it is sent."""

    def __init__(self, boundary=None, default_content_type=None):
        self.items = []
        self.boundary = str(uuid4()) if boundary is None else boundary
        self.default_content_type = default_content_type

    def append_part(self, data, content_type=None, headers=None):
        """Add a part of bytes."""
        self.items.append(MultipartPart(data, content_type or self.default_content_type, headers))

    def __call__(self):
        delimiter = b"--" + self.boundary.encode("ascii")
        lines = [b"", delimiter]
        for item in self.items:
            lines += [item.to_bytes(), delimiter]
        lines[-1] += b"--"
        return b"\r\n".join(lines)

    def __iter__(self):
        # An iterable of one function, so that a response takes it for content.
        yield self


class MultipartPart:
    """One part: fields and bytes."""

    def __init__(self, data, content_type=None, headers=None):
        if not isinstance(data, bytes):
            raise AssertionError(data)
        self.headers = ResponseHeaders()
        if content_type is not None:
            self.headers.set("Content-Type", content_type)
        for name, value in headers or ():
            if name.lower() == b"content-type":
                self.headers.set(name, value)
            else:
                self.headers.append(name, value)
        self.data = data

    def to_bytes(self):
        """Fields, a blank line, the data."""
        return b"\r\n".join([b"%s: %s" % field for field in self.headers] + [b"", self.data])
