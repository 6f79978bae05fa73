"""Asks a server by httpx, over HTTP/2 alone. Arguments: the server's URL and, for TLS, the file with its CA's certificate.

Fails where something is not as it should be.
"""

import asyncio
import ssl
import sys
import uuid

import httpx


async def main(url, ca=None):
    trust = ssl.create_default_context(cafile=ca) if ca else True
    async with httpx.AsyncClient(base_url=url, http1=False, http2=True, verify=trust, trust_env=False, timeout=60) as client:
        for check in (get, post, large_bodies, pieces, not_modified, statuses, at_once):
            await check(client)


async def get(client):
    response = await client.get("/show.py?q=1", headers={"X-Own": "value"})
    assert (response.status_code, response.http_version) == (200, "HTTP/2"), response
    seen = response.json()
    assert (seen["method"], seen["query"], seen["headers"]["x-own"]) == ("GET", {"q": "1"}, "value"), seen


async def post(client):
    seen = (await client.post("/show.py", content=b"the body")).json()
    assert (seen["method"], seen["body"]) == ("POST", "the body"), seen

    async def body():
        yield b"made "
        yield b"piece by piece"

    assert (await client.post("/show.py", content=body())).json()["body"] == "made piece by piece"


async def large_bodies(client):
    assert (await client.post("/counts_body.py", content=b"x" * 3_000_000)).text == "3000000"
    assert len((await client.get("/large.py")).content) == 8 << 17


async def pieces(client):
    key = uuid.uuid4()
    async with client.stream("GET", f"/gated.py?{key}") as response:
        content = response.aiter_raw()
        assert await anext(content) == b"before"
        assert (await client.get(f"/opens_gate.py?{key}")).text == "open"
        assert b"".join([piece async for piece in content]) == b"after"


async def not_modified(client):
    first = await client.get("/tagged.py")
    assert (first.status_code, first.text) == (200, "content")
    second = await client.get("/tagged.py", headers={"If-None-Match": first.headers["etag"]})
    assert (second.status_code, second.content, second.headers["etag"]) == (304, b"", first.headers["etag"])


async def statuses(client):
    assert (await client.get("/nothing.py")).status_code == 404
    head = await client.head("/file.txt")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "7")


async def at_once(client):
    answers = await asyncio.gather(*(client.get(f"/show.py?q={number}") for number in range(80)))
    assert [answer.json()["query"]["q"] for answer in answers] == [str(number) for number in range(80)]


asyncio.run(main(*sys.argv[1:]))
