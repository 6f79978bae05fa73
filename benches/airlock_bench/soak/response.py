"""Answers, and what is wrong with them."""

from dataclasses import dataclass, field


class Wrong(Exception):
    """A request that did not end as it has to; with the bytes, as far as they are known."""

    def __init__(self, text: str, sent: bytes = b"", got: bytes = b""):
        super().__init__(text)
        self.sent = sent
        self.got = got


@dataclass
class Response:
    """An answer as its client saw it; `cut` if the connection ended before it was whole."""

    number: int
    sent: bytes
    status: int
    fields: dict[bytes, bytes] = field(default_factory=dict)
    content: bytes = b""
    cut: bool = False

    def must_be(self, status: int, content: bytes | None = None) -> "Response":
        """`Wrong` unless it is whole, with this status and content."""
        if self.cut:
            raise self.wrong(f"cut after {len(self.content)} bytes")
        if self.status != status:
            raise self.wrong(f"status {self.status} in place of {status}")
        if content is not None and self.content != content:
            raise self.wrong(f"{len(self.content)} bytes that are not the {len(content)} it should be")
        return self

    def wrong(self, text: str) -> Wrong:
        """What is to be said of it."""
        head = b"".join(b"%s: %s\n" % item for item in self.fields.items())
        got = b"%d\n%s\n%s" % (self.status, head, self.content[:4096])
        return Wrong(f"request {self.number}: {text}", self.sent[:4096], got)
