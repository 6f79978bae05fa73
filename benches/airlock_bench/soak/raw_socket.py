"""A bare socket, for clients that do not behave."""

import asyncio
import socket
import struct


class RawSocket:
    """Bytes out and in, at its own pace, and ways to leave."""

    def __init__(self, own: socket.socket):
        self._own = own

    @classmethod
    async def open(cls, address: tuple[str, int], receive_buffer: int = 0) -> "RawSocket":
        """A connection; with a small buffer the server soon has to wait for this client."""
        own = socket.socket()
        own.setblocking(False)
        if receive_buffer:
            own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        try:
            await asyncio.get_running_loop().sock_connect(own, address)
        except BaseException:
            own.close()
            raise
        return cls(own)

    async def send(self, data: bytes) -> None:
        """All of it."""
        await asyncio.get_running_loop().sock_sendall(self._own, data)

    async def receive(self, most: int) -> bytes:
        """Some bytes; none at the end, however it came."""
        try:
            return await asyncio.get_running_loop().sock_recv(self._own, most)
        except ConnectionError:
            return b""

    async def receive_until(self, wanted: bytes) -> bytes:
        """All bytes up to these and some more, or up to the end."""
        received = b""
        while wanted not in received and (piece := await self.receive(65536)):
            received += piece
        return received

    async def receive_all(self) -> bytes:
        """All bytes to the end."""
        pieces = []
        while piece := await self.receive(1 << 18):
            pieces.append(piece)
        return b"".join(pieces)

    def end_sending(self) -> None:
        """The client says that it will send no more."""
        self._own.shutdown(socket.SHUT_WR)

    def leave(self) -> None:
        """Closes: the server is told in good form, unless something lay unread."""
        self._own.close()

    def reset(self) -> None:
        """Breaks off with an RST."""
        self._own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._own.close()
