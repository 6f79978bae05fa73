"""HTTP/1.1 on one connection: bytes out, answers in, strictly framed."""

import asyncio
import re
import time

from airlock_bench.soak.response import Response, Wrong

STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
NO_CONTENT = (204, 304)


class Http1Connection(asyncio.Protocol):
    """Requests one after the other, or several at once: answers come in their order."""

    def __init__(self) -> None:
        self.idle_since = time.monotonic()
        self.is_open = False
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._news = asyncio.Event()

    @classmethod
    async def open(cls, address: tuple[str, int], **options: object) -> "Http1Connection":
        """A connection to the server; `options` are those of asyncio's `create_connection`, such as `ssl`."""
        _, connection = await asyncio.get_running_loop().create_connection(cls, *address, **options)
        return connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self.is_open = True

    def data_received(self, data: bytes) -> None:
        self._received += data
        self._news.set()

    def connection_lost(self, error: Exception | None) -> None:
        self.is_open = False
        self._news.set()

    def send(self, data: bytes) -> None:
        """Puts bytes on their way."""
        self._transport.write(data)

    def close(self) -> None:
        """Ends the connection; what was sent still goes."""
        if self._transport:
            self._transport.close()

    async def response(self, number: int, sent: bytes) -> Response:
        """The next answer, which is that to request `number`."""
        head = await self._head(number, sent)
        fields, status = _fields(head), int(STATUS.match(head)[1])
        response = Response(number, sent, status, fields)
        if status in NO_CONTENT or sent.startswith(b"HEAD "):
            pass
        elif fields.get(b"transfer-encoding") == b"chunked":
            await self._chunks(response)
        elif b"content-length" in fields:
            length = int(fields[b"content-length"])
            response.cut = not await self._have(length)
            response.content = self._take(length)
        else:
            while self.is_open:
                await self._more()
            response.content = self._take(len(self._received))
        if fields.get(b"connection", b"").lower() == b"close":
            self.close()
            self.is_open = False
        self.idle_since = time.monotonic()
        return response

    async def _head(self, number: int, sent: bytes) -> bytes:
        while True:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                if not self.is_open:
                    text = f"request {number}: the connection ended before an answer"
                    raise Wrong(text, sent[:4096], bytes(self._received[:4096]))
                await self._more()
                continue
            head = self._take(end + 4)
            if not STATUS.match(head):
                raise Wrong(f"request {number}: no HTTP response", sent[:4096], head[:4096])
            if not head.startswith(b"HTTP/1.1 1"):
                return head

    async def _chunks(self, response: Response) -> None:
        pieces = []
        while True:
            line = await self._line()
            length = int(line, 16) if line else -1
            if length < 0 or not await self._have(length + 2):
                response.cut = True
                break
            pieces.append(self._take(length + 2)[:-2])
            if length == 0:
                break
        response.content = b"".join(pieces)

    async def _line(self) -> bytes:
        while (end := self._received.find(b"\r\n")) < 0:
            if not self.is_open:
                return b""
            await self._more()
        return self._take(end + 2)[:-2]

    async def _have(self, length: int) -> bool:
        while len(self._received) < length:
            if not self.is_open:
                return False
            await self._more()
        return True

    async def _more(self) -> None:
        self._news.clear()
        await self._news.wait()

    def _take(self, length: int) -> bytes:
        taken = bytes(self._received[:length])
        del self._received[:length]
        return taken


def _fields(head: bytes) -> dict[bytes, bytes]:
    fields = {}
    for line in head.split(b"\r\n")[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            fields[name.lower()] = value.strip()
    return fields
