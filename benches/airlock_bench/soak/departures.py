"""Clients that leave, break off, or never finish, and how much of them the access log owes a line."""

import asyncio
from collections.abc import Awaitable, Callable

from airlock_bench.soak.client import PATIENCE, Client, Numbered, message
from airlock_bench.soak.http2 import Http2Connection
from airlock_bench.soak.kinds import Kind, Play
from airlock_bench.soak.ledger import Due
from airlock_bench.soak.raw_socket import RawSocket
from airlock_bench.soak.response import Wrong
from airlock_bench.soak.scene import HUGE

Scenario = Callable[[Client, RawSocket, Numbered], Awaitable[None]]


def _on_raw(due: Due, scenario: Scenario, receive_buffer: int = 0) -> Play:
    """A client on a bare socket; `due` holds if the scenario went to its end."""

    async def play(client: Client) -> None:
        with client.numbered() as request:
            connection = await client.raw(receive_buffer)
            try:
                async with asyncio.timeout(PATIENCE):
                    await scenario(client, connection, request)
                request.due = due
            finally:
                connection.leave()

    return play


async def _in_the_head(client: Client, connection: RawSocket, request: Numbered) -> None:
    head = message("/small.py", request.number)
    await connection.send(head[: client.random.randrange(1, len(head) - 1)])


async def _reset_in_the_head(client: Client, connection: RawSocket, request: Numbered) -> None:
    await _in_the_head(client, connection, request)
    connection.reset()


async def _in_the_body(client: Client, connection: RawSocket, request: Numbered) -> None:
    head = message("/upload.py", request.number, "POST", "Content-Length: 100000\r\n")
    await connection.send(head + client.scene.upload[: client.random.randrange(99_000)])


async def _at_once(_client: Client, connection: RawSocket, request: Numbered) -> None:
    await connection.send(message("/asleep.py?milliseconds=2000", request.number))


async def _reset_at_once(client: Client, connection: RawSocket, request: Numbered) -> None:
    await _at_once(client, connection, request)
    connection.reset()


async def _asleep(client: Client, connection: RawSocket, request: Numbered) -> None:
    await _at_once(client, connection, request)
    await asyncio.sleep(client.random.uniform(0.2, 0.8))


async def _in_the_answer(_client: Client, connection: RawSocket, request: Numbered) -> None:
    await connection.send(message("/trickle.py", request.number))
    if b"drop" not in (seen := await connection.receive_until(b"drop")):
        raise Wrong(f"request {request.number}: no answer to leave in the middle of", b"", seen)


async def _reset_in_the_answer(client: Client, connection: RawSocket, request: Numbered) -> None:
    await _in_the_answer(client, connection, request)
    connection.reset()


async def _reset_in_a_file(_client: Client, connection: RawSocket, request: Numbered) -> None:
    await connection.send(message("/large.bin", request.number))
    if not await connection.receive(1000):
        raise Wrong(f"request {request.number}: no file to leave in the middle of")
    connection.reset()


async def _no_end_of_head(_client: Client, connection: RawSocket, request: Numbered) -> None:
    """The server has to end it, after `head-time`."""
    await connection.send(message("/small.py", request.number)[:-2])
    await connection.receive_all()


async def _no_end_of_body(_client: Client, connection: RawSocket, request: Numbered) -> None:
    """The server has to answer 408, after `body-time`."""
    sent = message("/upload.py", request.number, "POST", "Content-Length: 1000\r\n") + b"some of it"
    await connection.send(sent)
    received = await connection.receive_all()
    if not received.startswith(b"HTTP/1.1 408 "):
        raise Wrong(f"request {request.number}: no 408 for a body that does not come", sent, received[:4096])
    request.status = 408


async def _takes_nothing(_client: Client, connection: RawSocket, request: Numbered) -> None:
    """The server has to end it, after `write-time`: then the rest of the file never comes."""
    sent = message("/huge.bin", request.number)
    await connection.send(sent)
    await asyncio.sleep(14)
    received = 0
    while piece := await connection.receive(1 << 18):
        received += len(piece)
    if received > HUGE:
        raise Wrong(f"request {request.number}: all of a file for a client that takes nothing", sent)


async def _stream_taken_back(client: Client) -> None:
    with client.numbered() as request:
        connection = await client.http2_connection()
        stream = client.begin_http2(connection, request, "/asleep.py?milliseconds=2000")
        await _wait_for_later(client, connection)
        connection.take_back(stream)
        request.due = Due.ONE


async def _connection_dropped(client: Client) -> None:
    """With two streams under way."""
    with client.numbered() as first, client.numbered() as second:
        connection = await Http2Connection.open(client.address)
        for request in (first, second):
            client.begin_http2(connection, request, "/asleep.py?milliseconds=2000")
        await _wait_for_later(client, connection)
        connection.abort()
        first.due = second.due = Due.ONE


async def _wait_for_later(client: Client, connection: Http2Connection) -> None:
    """Asks once more. When that is answered, the server has taken what was asked on the connection before."""
    with client.numbered() as later:
        stream = client.begin_http2(connection, later, "/small.py")
        async with asyncio.timeout(PATIENCE):
            response = later.seen(await stream.answered)
    response.must_be(200, f"small {later.number}".encode())


def _kind(name: str, often: float, play: Play) -> Kind:
    return Kind("departures", name, play, per_second=often, is_timed=False)


KINDS = [
    _kind("in the head", 0.5, _on_raw(Due.NONE, _in_the_head)),
    _kind("in the head, by RST", 0.5, _on_raw(Due.NONE, _reset_in_the_head)),
    _kind("in the body", 1, _on_raw(Due.ONE, _in_the_body)),
    _kind("at once", 0.5, _on_raw(Due.ONE, _at_once)),
    _kind("at once, by RST", 0.5, _on_raw(Due.AT_MOST_ONE, _reset_at_once)),
    _kind("while the handler sleeps", 0.5, _on_raw(Due.ONE, _asleep)),
    _kind("in the answer", 0.5, _on_raw(Due.ONE, _in_the_answer)),
    _kind("in the answer, by RST", 0.5, _on_raw(Due.ONE, _reset_in_the_answer)),
    _kind("in a file, by RST", 0.5, _on_raw(Due.ONE, _reset_in_a_file)),
    _kind("never ends its head", 0.1, _on_raw(Due.NONE, _no_end_of_head)),
    _kind("never ends its body", 0.1, _on_raw(Due.ONE, _no_end_of_body)),
    _kind("takes nothing", 0.1, _on_raw(Due.ONE, _takes_nothing, receive_buffer=4096)),
    _kind("h2: stream taken back", 1, _stream_taken_back),
    _kind("h2: connection dropped", 0.3, _connection_dropped),
]
