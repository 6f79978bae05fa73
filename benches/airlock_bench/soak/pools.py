"""Connections that are kept: as many as there are, whatever the load, so that the server's open files can be compared."""

import asyncio
import collections
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from airlock_bench.soak.http1 import Http1Connection
from airlock_bench.soak.http2 import Http2Connection

HTTP1_CONNECTIONS = 48
HTTP2_CONNECTIONS = 4
# The server closes those that are idle for `head-time`: one that was idle for so long is not trusted with a request.
TRUSTED_IDLE = 3.0


class Http1Pool:
    """All of them are opened before one is used again, and the one that was idle for longest carries the next request."""

    def __init__(self, address: tuple[str, int]):
        self._address = address
        self._idle: collections.deque[Http1Connection] = collections.deque()
        self._free = asyncio.Semaphore(HTTP1_CONNECTIONS)
        self._under_way = 0

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Http1Connection]:
        """A connection for a request alone. It is kept if it is as it was before."""
        async with self._free:
            self._leave_doubtful()
            is_full = len(self._idle) + self._under_way >= HTTP1_CONNECTIONS
            self._under_way += 1
            try:
                async with self._one(is_full) as connection:
                    yield connection
            finally:
                self._under_way -= 1

    @asynccontextmanager
    async def _one(self, is_full: bool) -> AsyncIterator[Http1Connection]:
        connection = self._idle.popleft() if is_full else await Http1Connection.open(self._address)
        try:
            yield connection
        except BaseException:
            # An answer may still be on its way, which the next request must not get.
            connection.close()
            raise
        if connection.is_open:
            self._idle.append(connection)

    def _leave_doubtful(self) -> None:
        now = time.monotonic()
        while self._idle and not (self._idle[0].is_open and now - self._idle[0].idle_since < TRUSTED_IDLE):
            self._idle.popleft().close()

    def close(self) -> None:
        """Ends those that are idle."""
        while self._idle:
            self._idle.popleft().close()


class Http2Pool:
    """A few connections with many streams each; `address` and TLS context in turn."""

    def __init__(self, doors: list[tuple[tuple[str, int], object]]):
        self._doors = [doors[place % len(doors)] for place in range(HTTP2_CONNECTIONS)]
        self._open: list[Http2Connection | None] = [None] * HTTP2_CONNECTIONS
        self._opening = [asyncio.Lock() for _ in range(HTTP2_CONNECTIONS)]
        self._turn = 0

    async def connection(self) -> Http2Connection:
        """One that has room for a stream."""
        self._turn = (self._turn + 1) % HTTP2_CONNECTIONS
        place = self._turn
        async with self._opening[place]:
            connection = self._open[place]
            if connection is None or connection.is_spent:
                if connection is not None:
                    connection.leave()
                address, tls = self._doors[place]
                connection = await Http2Connection.open(address, ssl=tls, server_hostname="localhost" if tls else None)
                self._open[place] = connection
            return connection

    def close(self) -> None:
        """Ends them all."""
        for connection in self._open:
            if connection is not None:
                connection.leave()
