"""Clients that send much, or take their time, and have a right to their answer."""

import asyncio
import hashlib

from airlock_bench.soak.client import PATIENCE, Client, message
from airlock_bench.soak.kinds import Kind, Play
from airlock_bench.soak.response import Response

KIB, MIB = 1 << 10, 1 << 20


def _upload(least: int, most: int, over_http2: bool = False) -> Play:
    """The handler reads it and says what it hashes to."""

    async def play(client: Client) -> None:
        body = _body(client, least, most)
        if over_http2:
            response = await client.ask_http2("/upload.py", body)
        else:
            response = await client.ask("/upload.py", method="POST", body=body)
        response.must_be(200, f"{len(body)} {hashlib.sha256(body).hexdigest()}".encode())

    return play


async def _unread(client: Client) -> None:
    """Nobody reads it, and the answer comes all the same."""
    response = await client.ask("/small.py", method="POST", body=_body(client, KIB, 200 * KIB))
    response.must_be(200, f"small {response.number}".encode())


def _body(client: Client, least: int, most: int) -> bytes:
    length = client.random.randint(least, most)
    first = client.random.randrange(len(client.scene.upload) - length + 1)
    return client.scene.upload[first : first + length]


async def _continued(client: Client) -> None:
    """Waits for `100 Continue` before it sends its body."""
    body = _body(client, KIB, 64 * KIB)
    with client.numbered() as request:
        connection = await client.raw()
        try:
            async with asyncio.timeout(PATIENCE):
                fields = f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n"
                head = message("/upload.py", request.number, "POST", fields)
                await connection.send(head)
                interim = await connection.receive_until(b"\r\n\r\n")
                await connection.send(body)
                end = f"{len(body)} {hashlib.sha256(body).hexdigest()}".encode()
                response = _response(request.number, head, await connection.receive_until(end))
        finally:
            connection.leave()
        request.seen(response)
    if not interim.startswith(b"HTTP/1.1 100 ") or not response.content == end:
        raise response.wrong(f"not answered as it should be after {interim[:100]!r}")


async def _slow_reader(client: Client) -> None:
    """Takes a file of 2 MiB within some seconds, through a small buffer."""
    content = client.scene.files["large.bin"]
    with client.numbered() as request:
        connection = await client.raw(receive_buffer=64 * KIB)
        try:
            async with asyncio.timeout(PATIENCE):
                sent = message("/large.bin", request.number, fields="Connection: close\r\n")
                await connection.send(sent)
                received = bytearray()
                while piece := await connection.receive(64 * KIB):
                    received += piece
                    await asyncio.sleep(len(piece) / (600 * KIB))
                response = _response(request.number, sent, bytes(received))
        finally:
            connection.leave()
        request.seen(response)
    response.must_be(200, content)


def _response(number: int, sent: bytes, received: bytes) -> Response:
    head, _, content = received.partition(b"\r\n\r\n")
    words = head.split(b" ", 2)
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
    return Response(number, sent, status, {}, content)


async def _idle_first(client: Client) -> None:
    """Says nothing for some seconds, then half a head, then the rest."""
    with client.numbered() as request:
        connection = await client.raw()
        try:
            async with asyncio.timeout(PATIENCE):
                sent = message("/small.py", request.number, fields="Connection: close\r\n")
                for part in (sent[:20], sent[20:]):
                    await asyncio.sleep(client.random.uniform(0.5, 3))
                    await connection.send(part)
                response = _response(request.number, sent, await connection.receive_all())
        finally:
            connection.leave()
        request.seen(response)
    response.must_be(200, f"small {request.number}".encode())


KINDS = [
    Kind("uploads", "1 to 64 KiB", _upload(KIB, 64 * KIB), 5),
    Kind("uploads", "64 KiB to 1 MiB", _upload(64 * KIB, MIB), 0.3, is_timed=False),
    Kind("uploads", "1 to 20 MiB", _upload(MIB, 20 * MIB), per_second=0.2, is_timed=False),
    Kind("uploads", "not read", _unread, 0.5, is_timed=False),
    Kind("uploads", "after 100 Continue", _continued, per_second=1, is_timed=False),
    Kind("h2", "upload", _upload(KIB, 256 * KIB, over_http2=True), 0.5, is_timed=False),
    Kind("slow clients", "slow reader", _slow_reader, per_second=0.5, is_timed=False),
    Kind("slow clients", "idle at first", _idle_first, per_second=1, is_timed=False),
]
