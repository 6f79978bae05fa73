"""Credentials of HTTP authentication."""

from base64 import b64decode

from .utils import HTTPException


class Authentication:
    """`username` and `password` of a Basic `Authorization` field as bytes; both None without the field."""

    def __init__(self, headers):
        self.username = None
        self.password = None
        header = headers.get("authorization")
        if header is not None:
            scheme, data = header.split(b" ", 1)
            if scheme != b"Basic":
                raise HTTPException(400, "Unsupported authentication scheme %s" % scheme)
            self.username, self.password = self.decode_basic(data)

    def decode_basic(self, data):
        """[username, password] from the base64 text after the scheme."""
        return b64decode(data).split(b":", 1)
