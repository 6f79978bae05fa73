"""Requests that have to succeed: handlers of all engines, files, HTTP/2."""

import asyncio
import uuid

from airlock_bench.soak.client import PATIENCE, Client, message
from airlock_bench.soak.http1 import Http1Connection
from airlock_bench.soak.kinds import Kind, Play
from airlock_bench.soak.scene import heavier_answer


def _says(target: str, words: str, host: str = "shop.test") -> Play:
    """A request whose answer is these words and its number."""

    async def play(client: Client) -> None:
        response = await client.ask(target, host=host)
        response.must_be(200, f"{words} {response.number}".encode())

    return play


def _works(target: str) -> Play:
    async def play(client: Client) -> None:
        response = await client.ask(target)
        response.must_be(200, heavier_answer(response.number))

    return play


def _file(name: str) -> Play:
    async def play(client: Client) -> None:
        (await client.ask(f"/{name}")).must_be(200, client.scene.files[name])

    return play


async def _range(client: Client) -> None:
    content = client.scene.files["large.bin"]
    first = client.random.randrange(len(content) - 70_000)
    end = first + client.random.randrange(1, 65_536)
    response = await client.ask("/large.bin", fields=f"Range: bytes={first}-{end - 1}\r\n")
    response.must_be(206, content[first:end])


async def _head(client: Client) -> None:
    response = (await client.ask("/small.txt", method="HEAD")).must_be(200, b"")
    if int(response.fields.get(b"content-length", b"-1")) != len(client.scene.files["small.txt"]):
        raise response.wrong("HEAD tells another length")


async def _nothing_there(client: Client) -> None:
    (await client.ask("/nothing-there.txt")).must_be(404)


async def _application(client: Client) -> None:
    """Its counter tells an application that remembers a request from one that is as it was imported."""
    response = await client.ask("/app.wsgi")
    response.must_be(200, f"application soak={response.number} 1 0".encode())


async def _application_post(client: Client) -> None:
    body = client.scene.upload[: client.random.randrange(1, 4096)]
    response = await client.ask("/app.wsgi", method="POST", body=body)
    response.must_be(200, f"application soak={response.number} 1 {len(body)}".encode())


async def _cgi(client: Client) -> None:
    response = await client.ask("/cgi-bin/report.py")
    response.must_be(200, f"report soak={response.number} 0".encode())


async def _component(client: Client) -> None:
    body = client.scene.upload[: client.random.randrange(1, 4096)]
    (await client.ask("/echo-body.wasm", method="POST", body=body)).must_be(200, body)


async def _stash(client: Client) -> None:
    """Two requests: what the first leaves, the second takes."""
    key = uuid.UUID(int=client.random.getrandbits(128))
    left = (await client.ask(f"/stash/leave.py?key={key}")).must_be(200, b"left")
    (await client.ask(f"/stash/take.py?key={key}")).must_be(200, f"took {left.number}".encode())


async def _pieces(client: Client) -> None:
    response = await client.ask("/pieces.py")
    lines = (f"piece {piece} of {response.number}\n" for piece in range(8))
    response.must_be(200, "".join(lines).encode())


async def _asleep(client: Client) -> None:
    """On a connection of its own, so that it keeps none of those that are shared from others."""
    milliseconds = client.random.randrange(100, 3000)
    response = await client.ask_alone(f"/asleep.py?milliseconds={milliseconds}")
    response.must_be(200, f"woke {response.number}".encode())


async def _tls(client: Client) -> None:
    response = await client.ask_alone("/small.py", over_tls=True)
    response.must_be(200, f"small {response.number}".encode())


async def _pipelined(client: Client) -> None:
    """Three at once on one connection: a handler, a file, a handler."""
    with client.numbered() as first, client.numbered() as second, client.numbered() as third:
        connection = await Http1Connection.open(client.address)
        targets = [(first, "/small.py"), (second, "/small.txt"), (third, "/trusted/small.py")]
        messages = [message(target, request.number) for request, target in targets]
        try:
            async with asyncio.timeout(PATIENCE):
                connection.send(b"".join(messages))
                responses = [
                    request.seen(await connection.response(request.number, sent))
                    for (request, _), sent in zip(targets, messages, strict=True)
                ]
        finally:
            connection.close()
    for response in (responses[0], responses[2]):
        response.must_be(200, f"small {response.number}".encode())
    responses[1].must_be(200, client.scene.files["small.txt"])


def _http2(target: str, words: str) -> Play:
    async def play(client: Client) -> None:
        response = await client.ask_http2(target)
        response.must_be(200, f"{words} {response.number}".encode())

    return play


def _http2_file(name: str) -> Play:
    async def play(client: Client) -> None:
        (await client.ask_http2(f"/{name}")).must_be(200, client.scene.files[name])

    return play


def kinds(has_component: bool) -> list[Kind]:
    """All of them; the component's only if it is built."""
    component = [Kind("components", "echo", _component, 4)] if has_component else []
    return component + [
        Kind("sandboxed", "small", _says("/small.py", "small"), 26),
        Kind("sandboxed", "heavier", _works("/heavier.py"), 6),
        Kind("sandboxed", "of another tenant", _says("/small.py", "small", host="next-door.test"), 4),
        Kind("sandboxed", "kept instance", _says("/kept/small.py", "small"), 4),
        Kind("sandboxed", "stash", _stash, 1.5),
        Kind("sandboxed", "in pieces", _pieces, 0.5, is_timed=False),
        Kind("sandboxed", "pipelined", _pipelined, 0.5),
        Kind("sandboxed", "over TLS", _tls, per_second=1, is_timed=False),
        Kind("sleeping", "0.1 to 3 s", _asleep, 1, is_timed=False),
        Kind("trusted", "small", _says("/trusted/small.py", "small"), 14),
        Kind("trusted", "heavier", _works("/trusted/heavier.py"), 4),
        Kind("static", "small", _file("small.txt"), 14),
        Kind("static", "large", _file("large.bin"), 0.3),
        Kind("static", "range", _range, 3),
        Kind("static", "HEAD", _head, 1),
        Kind("static", "not there", _nothing_there, 1),
        Kind("applications", "WSGI", _application, 4),
        Kind("applications", "WSGI with a body", _application_post, 1),
        Kind("applications", "CGI", _cgi, 1.5),
        Kind("h2", "sandboxed", _http2("/small.py", "small"), 7),
        Kind("h2", "trusted", _http2("/trusted/small.py", "small"), 2),
        Kind("h2", "small file", _http2_file("small.txt"), 2),
        Kind("h2", "large file", _http2_file("large.bin"), 0.1),
    ]
