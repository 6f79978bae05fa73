"""From starting a server to its first answer, everything in the machine's caches."""

import time

from airlock_bench import wptserve_peer
from airlock_bench.figures import Figure, Row, at_most
from airlock_bench.pace import Pace
from airlock_bench.places import HANDLERS
from airlock_bench.servers import Server, serve_airlock
from airlock_bench.turns import in_turn

TITLE = "Start to first answered request, warm cache"
PEERS = [wptserve_peer]
SECONDS = 10
PATH = "/hello.py"


def measure(pace: Pace) -> list[Row]:
    """Less than wptserve takes."""
    contestants = {
        "airlock": lambda: _start(serve_airlock(HANDLERS)),
        "wptserve": lambda: _start(Server("wptserve", lambda port: wptserve_peer.command(HANDLERS, port))),
    }
    for warm_up in contestants.values():
        warm_up()
    found = in_turn("starting", pace.rounds, contestants, lambda milliseconds: f"{milliseconds:.0f} ms")
    ours, theirs = Figure("", "ms", found["airlock"]), Figure("wptserve", "ms", found["wptserve"])
    return [Row("start to first answer", ours, theirs, at_most(1))]


def _start(server: Server) -> float:
    started = time.monotonic()
    with server:
        server.wait_for(PATH)
        return (time.monotonic() - started) * 1000
