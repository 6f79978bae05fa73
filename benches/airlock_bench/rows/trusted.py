"""Trusted handlers, in the server's process: requests per second against granian, and what the sandbox costs beside it."""

from contextlib import ExitStack

from airlock_bench import granian_peer
from airlock_bench.contestants import expect_alike
from airlock_bench.figures import Figure, Row, at_least, number
from airlock_bench.load import Load, press
from airlock_bench.pace import Pace
from airlock_bench.places import HANDLERS
from airlock_bench.servers import Server, serve_airlock
from airlock_bench.turns import in_turn

TITLE = "A trusted Python handler, 64 connections"
PEERS = [granian_peer]
SECONDS = 140

KEPT = Load(64)
GOAL = at_least(1)


def measure(pace: Pace) -> list[Row]:
    """Both handlers; granian in one process, as Airlock is, and in two, as it would be on two cores."""
    return _rows(pace, "the smallest handler", "/hello.py") + _rows(pace, "the heavier handler", "/heavier.py")


def _rows(pace: Pace, handler: str, path: str) -> list[Row]:
    servers = {
        "airlock": serve_airlock(HANDLERS, "--trust", "/**"),
        "granian, 1 process": Server("granian-1", lambda port: granian_peer.command(port, 1)),
        "granian, 2 processes": Server("granian-2", lambda port: granian_peer.command(port, 2)),
        "airlock, sandbox": serve_airlock(HANDLERS),
    }
    with ExitStack() as stack:
        answers = {}
        for name, server in servers.items():
            stack.enter_context(server)
            answers[name] = server.wait_for(path)
        expect_alike(path, answers)
        for server in servers.values():
            press(server.url(path), KEPT, 1)
        contestants = {
            name: (lambda url=server.url(path): press(url, KEPT, pace.seconds).per_second)
            for name, server in servers.items()
        }
        found = in_turn(f"trusted, {handler}", pace.rounds, contestants, lambda value: number(value) + "/s")
    own = Figure("", "/s", found["airlock"])
    return [
        Row(f"{handler}, against granian in one process", own, Figure("granian, WSGI, 1 process", "/s", found["granian, 1 process"]), GOAL),
        Row(f"{handler}, against granian on two cores", own, Figure("granian, WSGI, 2 processes", "/s", found["granian, 2 processes"]), GOAL),
        Row(f"{handler}, against the sandbox", own, Figure("airlock, sandboxed", "/s", found["airlock, sandbox"])),
    ]
