"""What all kinds of requests ask by: it numbers each of them and notes in the ledger how it ended."""

import asyncio
import random
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from airlock_bench.soak.http1 import Http1Connection
from airlock_bench.soak.http2 import Http2Connection, Stream
from airlock_bench.soak.ledger import NO_STATUS, Due, Ledger
from airlock_bench.soak.pools import Http1Pool, Http2Pool
from airlock_bench.soak.raw_socket import RawSocket
from airlock_bench.soak.response import Response, Wrong
from airlock_bench.soak.scene import Scene

# No request of the mix takes so long, unless something hangs.
PATIENCE = 60.0
HOST = "shop.test"


@dataclass
class Numbered:
    """A request's number, and what is known of it so far."""

    number: int
    due: Due = Due.AT_MOST_ONE
    status: int = NO_STATUS

    def seen(self, response: Response) -> Response:
        """The server has answered."""
        self.due, self.status = Due.ONE, response.status
        return response


class Client:
    """The one that asks."""

    def __init__(self, scene: Scene, clear: tuple[str, int], tls: tuple[str, int], ca: str, ledger: Ledger, seed: int):
        self.scene = scene
        self.random = random.Random(seed)
        self.address = clear
        self.tls_address = tls
        self.tls = _tls(ca, ["http/1.1"])
        self._ledger = ledger
        self._http1 = Http1Pool(clear)
        self._http2 = Http2Pool([(clear, None), (tls, _tls(ca, ["h2"]))])

    @contextmanager
    def numbered(self) -> Iterator[Numbered]:
        """A new number. When the block is left, the ledger gets what is known of it; a failure is told as `Wrong`."""
        request = Numbered(self._ledger.open())
        try:
            yield request
        except TimeoutError as error:
            raise Wrong(f"request {request.number}: not ended after {PATIENCE:.0f} s") from error
        except OSError as error:
            raise Wrong(f"request {request.number}: {error!r}") from error
        finally:
            self._ledger.close(request.number, request.due, request.status)

    async def ask(
        self, target: str, method: str = "GET", fields: str = "", body: bytes = b"", host: str = HOST
    ) -> Response:
        """The answer over HTTP/1.1, on a connection that is kept."""
        with self.numbered() as request:
            sent = message(target, request.number, method, fields, body, host)
            async with asyncio.timeout(PATIENCE), self._http1.connection() as connection:
                connection.send(sent)
                return request.seen(await connection.response(request.number, sent))

    async def ask_alone(self, target: str, over_tls: bool = False) -> Response:
        """The answer on a connection for this request alone."""
        with self.numbered() as request:
            sent = message(target, request.number)
            async with asyncio.timeout(PATIENCE), self._connection(over_tls) as connection:
                connection.send(sent)
                return request.seen(await connection.response(request.number, sent))

    async def ask_http2(self, target: str, body: bytes = b"") -> Response:
        """The answer over HTTP/2."""
        with self.numbered() as request:
            async with asyncio.timeout(PATIENCE):
                connection = await self._http2.connection()
                stream = self.begin_http2(connection, request, target, bool(body))
                if body:
                    await connection.send_body(stream, body)
                return request.seen(await stream.answered)

    def begin_http2(self, connection: Http2Connection, request: Numbered, target: str, has_body: bool = False) -> Stream:
        """Begins the request on a stream of this connection."""
        marked = mark(target, request.number).encode()
        return connection.begin(request.number, b"POST" if has_body else b"GET", marked, HOST.encode(), has_body)

    async def http2_connection(self) -> Http2Connection:
        """One of those that are kept."""
        return await self._http2.connection()

    @asynccontextmanager
    async def _connection(self, over_tls: bool) -> AsyncIterator[Http1Connection]:
        options = {"ssl": self.tls, "server_hostname": "localhost"} if over_tls else {}
        connection = await Http1Connection.open(self.tls_address if over_tls else self.address, **options)
        try:
            yield connection
        finally:
            connection.close()

    async def raw(self, receive_buffer: int = 0) -> RawSocket:
        """A bare connection."""
        return await RawSocket.open(self.address, receive_buffer)

    def close(self) -> None:
        """Ends the connections that were kept."""
        self._http1.close()
        self._http2.close()


def mark(target: str, number: int) -> str:
    """The target with the request's number in its query, by which the log is read."""
    return f"{target}{'&' if '?' in target else '?'}soak={number}"


def message(
    target: str, number: int, method: str = "GET", fields: str = "", body: bytes = b"", host: str = HOST
) -> bytes:
    """A request's bytes."""
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    return f"{method} {mark(target, number)} HTTP/1.1\r\nHost: {host}\r\n{length}{fields}\r\n".encode() + body


def _tls(ca: str, protocols: list[str]) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=ca)
    context.set_alpn_protocols(protocols)
    return context
