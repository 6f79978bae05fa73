"""The servers that run the handlers, and the proof that they answer alike before they are timed."""

import re
from contextlib import ExitStack

from airlock_bench import wasmtime_peer, wptserve_peer
from airlock_bench.client import Answer
from airlock_bench.failure import Failure
from airlock_bench.places import HANDLERS
from airlock_bench.servers import Server, serve_airlock

# A UUID is new in every answer.
UUID = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def start_all(stack: ExitStack, path: str) -> dict[str, Server]:
    """Airlock with both engines, wptserve and `wasmtime serve`, each in its default form, running until the stack ends."""
    servers = {
        "airlock": serve_airlock(HANDLERS),
        "airlock, trusted": serve_airlock(HANDLERS, "--trust", "/**"),
        "wptserve": Server("wptserve", lambda port: wptserve_peer.command(HANDLERS, port)),
        "wasmtime serve": Server("wasmtime-serve", wasmtime_peer.command),
    }
    answers = {}
    for name, server in servers.items():
        stack.enter_context(server)
        answers[name] = server.wait_for(path)
    expect_alike(path, answers)
    return servers


def expect_alike(path: str, answers: dict[str, Answer]) -> None:
    """All the same status, type and content, but for a UUID."""
    seen = {
        (answer.status, answer.content_type, UUID.sub(b"UUID", answer.content)): name for name, answer in answers.items()
    }
    if len(seen) > 1:
        raise Failure(f"the servers answer {path} differently, so their times can not be compared: {answers}")
