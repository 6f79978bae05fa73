"""One docroot with more and more handler files, each asked for: what a further file costs."""

import time
from dataclasses import dataclass
from pathlib import Path

from airlock_bench.client import get_each
from airlock_bench.curves import Column, Curves, each, growing, memory_columns, of_each, seconds_for_all
from airlock_bench.figures import number
from airlock_bench.load import Load, press, press_in_turn
from airlock_bench.many_handlers import warm_up, write_handlers
from airlock_bench.pace import Pace
from airlock_bench.places import work_folder
from airlock_bench.process_memory import Memory, mapped_memory_of
from airlock_bench.servers import serve_airlock
from airlock_bench.turns import in_turn

TITLE = "Cost growth: handler files"
PEERS = []
SECONDS = 110
SIZES = [1, 10, 100, 1000, 10_000]
LOAD = Load(64)
TURN = 2
# KiB that a server allocates sooner or later, whatever it is asked.
MEMORY_NOISE = 4096


@dataclass(frozen=True)
class Served:
    """A server and all its handlers, each asked for."""

    start_ms: float
    first_us: float
    per_second: float
    # KiB beyond what it had before they were asked for.
    own_kib: float
    memory: Memory


def measure(pace: Pace) -> Curves:
    """A new server at each size and in each round, so that each file is compiled once in it."""
    sizes = pace.sizes(*SIZES)
    contestants = {f"{size:,}": _turn(_docroot(size), size) for size in sizes}
    found = in_turn("growth-handlers", pace.curve_rounds, contestants, lambda it: f"{number(it.per_second)}/s, {number(it.own_kib)} KiB")
    return Curves("handlers", sizes, _columns(sizes, list(found.values())), [
        "first request: with the compilation, one after the other on one connection; in turn: 64 connections, each request another handler; "
        "own memory: what the server has allocated for them, without the memories of sandboxes",
        f"–: less than {MEMORY_NOISE / 1024:.0f} MiB for all together, which can not be told from noise",
    ])


def _turn(docroot: Path, size: int):
    def turn() -> Served:
        started = time.monotonic()
        with serve_airlock(docroot) as server:
            server.wait_for("/warm-up-0.py")
            start = time.monotonic() - started
            warm_up(server)
            before = mapped_memory_of(server.process_id)
            began = time.monotonic()
            get_each(server.port, (f"/handler-{number}.py" for number in range(size)))
            first = time.monotonic() - began
            # Looked at before many requests run at once: their instances take memory of their own, which varies.
            after = mapped_memory_of(server.process_id)
            press(server.url("/warm-up-0.py"), LOAD, 1)
            per_second = press_in_turn(server.url("/"), "/handler-%d.py", size, LOAD, TURN).per_second
        return Served(start * 1000, first * 1e6, per_second, after.own - before.own, after)

    return turn


def _columns(sizes: list[int], found: list[list[Served]]) -> list[Column]:
    start, first, own = of_each(found, "start_ms"), of_each(found, "first_us"), of_each(found, "own_kib")
    return [
        growing("start to first answer", "ms", sizes, start, start),
        growing("first request of each", "us", sizes, each(sizes, first), first),
        growing("all in turn", "requests/s", sizes, of_each(found, "per_second"), seconds_for_all(sizes, found)),
        growing("own memory of each", "KiB", sizes, each(sizes, own), own, MEMORY_NOISE),
        *memory_columns(found),
    ]


def _docroot(size: int) -> Path:
    folder = work_folder(f"growth/handlers-{size}")
    write_handlers(folder, size)
    return folder
