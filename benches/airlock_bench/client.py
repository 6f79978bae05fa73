"""One request and its answer: to see that a server is there, and that all servers answer alike."""

import http.client
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """What a client would notice of a response."""

    status: int
    content_type: str | None
    content: bytes


def get(port: int, path: str) -> Answer:
    """Ask the server on `port`; raises `OSError` if it is not there yet or breaks off."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return Answer(response.status, response.getheader("Content-Type"), response.read())
    except http.client.HTTPException as error:
        raise OSError(f"not an HTTP response: {error!r}") from error
    finally:
        connection.close()


def get_each(port: int, paths: Iterable[str]) -> None:
    """Ask for each path in turn on one kept connection; raises `OSError` where the answer is not a 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        for path in paths:
            connection.request("GET", path)
            response = connection.getresponse()
            content = response.read()
            if response.status != 200:
                raise OSError(f"{path} is answered with {response.status}, {content[:200]!r}")
    except http.client.HTTPException as error:
        raise OSError(f"not an HTTP response: {error!r}") from error
    finally:
        connection.close()
