"""Requests per second of the whole request path, 64 connections: the small handler and the heavier one."""

from contextlib import ExitStack

from airlock_bench import wasmtime_peer, wptserve_peer
from airlock_bench.contestants import start_all
from airlock_bench.figures import Figure, Row, at_least, number
from airlock_bench.load import Load, press
from airlock_bench.pace import Pace
from airlock_bench.turns import in_turn

TITLE = "A sandboxed Python handler, fresh instance per request, 64 connections"
PEERS = [wptserve_peer, wasmtime_peer]
SECONDS = 185

KEPT = Load(64)
ANEW = Load(64, keep_alive=False)
WPTSERVE_GOAL = at_least(10)
WASMTIME_GOAL = at_least(20)


def measure(pace: Pace) -> list[Row]:
    """Both handlers against both peers."""
    return _rows(pace, "the smallest handler", "/hello.py") + _rows(pace, "the heavier handler", "/heavier.py")


def _rows(pace: Pace, handler: str, path: str) -> list[Row]:
    with ExitStack() as stack:
        servers = start_all(stack, path)
        contestants = {
            "airlock": _turn(pace, servers["airlock"].url(path), KEPT),
            "airlock, anew": _turn(pace, servers["airlock"].url(path), ANEW),
            "wptserve": _turn(pace, servers["wptserve"].url(path), KEPT),
            "wptserve, anew": _turn(pace, servers["wptserve"].url(path), ANEW),
            "wasmtime serve": _turn(pace, servers["wasmtime serve"].url(path), KEPT),
        }
        # A warm-up that counts for nothing.
        for server in servers.values():
            press(server.url(path), KEPT, 1)
        found = in_turn(f"throughput, {handler}", pace.rounds, contestants, lambda value: number(value) + "/s")
    figures = {name: Figure("", "/s", values) for name, values in found.items()}
    best = max(("wptserve", "wptserve, anew"), key=lambda name: figures[name].median)
    form = "keep-alive" if best == "wptserve" else "a connection per request"
    wptserve = Figure(f"wptserve, bare, {form}", "/s", found[best])
    wasmtime = Figure("wasmtime serve + componentize-py", "/s", found["wasmtime serve"])
    anew = Figure("wptserve, bare", "/s", found["wptserve, anew"])
    return [
        Row(f"{handler}, against bare", figures["airlock"], wptserve, WPTSERVE_GOAL),
        Row(f"{handler}, against the obvious sandbox", figures["airlock"], wasmtime, WASMTIME_GOAL),
        Row(f"{handler}, one connection per request on both", figures["airlock, anew"], anew),
    ]


def _turn(pace: Pace, url: str, load: Load):
    return lambda: press(url, load, pace.seconds).per_second
