"""More and more sandboxes asleep at once: what a further one costs, and what those who are awake notice."""

import time
from dataclasses import dataclass
from pathlib import Path

from airlock_bench.curves import Column, Curves, each, growing, of_each, seconds_for_all
from airlock_bench.failure import Failure
from airlock_bench.figures import number
from airlock_bench.load import Load, press
from airlock_bench.pace import Pace
from airlock_bench.places import HANDLERS, work_folder
from airlock_bench.process_memory import memory_of
from airlock_bench.servers import serve_airlock
from airlock_bench.sleepers import allow_descriptors, answers, ask, most_at_once
from airlock_bench.spinners import wait_until_idle
from airlock_bench.turns import in_turn

TITLE = "Cost growth: sandboxes asleep at once"
PEERS = []
SECONDS = 120
SIZES = [1, 10, 100, 1000, 10_000]
LOAD = Load(64)
TURN = 2
# Of a core: what a server with thousands of sleepers needs to tell the time.
REST = 0.1
# Memory hardly scatters, and a round takes long.
ROUNDS = 2
# The first ones get memories that the server has already: KiB and milliseconds below which all together say little.
MEMORY_NOISE = 16 * 1024
START_NOISE = 10


@dataclass(frozen=True)
class Asleep:
    """So many sandboxes at rest; memory in KiB, beyond that of the server without them."""

    at_once: int
    start_ms: float
    per_second: float
    rss: float
    own: float


def measure(pace: Pace) -> Curves:
    """A new server at each size and in each round: memories that have been used cost less the second time."""
    sizes = pace.sizes(*SIZES)
    allow_descriptors(sizes[-1] + LOAD.connections)
    contestants = {f"{size:,}": _turn(size) for size in sizes}
    found = in_turn(
        "growth-sandboxes", min(ROUNDS, pace.rounds), contestants, lambda it: f"{it.at_once:,} in {it.start_ms:.0f} ms, {number(it.own)} KiB"
    )
    return Curves("sandboxes", sizes, _columns(sizes, list(found.values())), [
        "to start all: from the first request until the last handler runs; own: anonymous pages and page tables; "
        "requests/s: of the smallest handler, 64 connections, while they sleep",
        f"–: less than {MEMORY_NOISE / 1024:.0f} MiB or {START_NOISE} ms for all together: the first ones get memories that the server has already",
    ])


def _turn(size: int):
    docroot, concurrency = _docroot(size), str(max(12_000, size + size // 5))

    def turn() -> Asleep:
        with serve_airlock(docroot, "--concurrency", concurrency) as server:
            server.wait_for("/hello.py")
            before = memory_of(server.process_id)
            asked = time.time()
            sleepers = ask(server, "/asleep.py", size)
            wait_until_idle(server, limit=120, look=0.5, share=REST)
            asleep = memory_of(server.process_id)
            per_second = press(server.url("/hello.py"), LOAD, TURN).per_second
            sleeps = answers(sleepers)
        if len(sleeps) < size:
            raise Failure(f"{len(sleeps):,} of {size:,} sleeping handlers answered; `benches/sleepers {size}` says what they need")
        start = max(began for began, _ in sleeps) - asked
        more = {name: asleep[name] - before[name] for name in ("VmRSS", "RssAnon", "VmPTE")}
        return Asleep(most_at_once(sleeps), start * 1000, per_second, more["VmRSS"], more["RssAnon"] + more["VmPTE"])

    return turn


def _docroot(size: int) -> Path:
    """With a handler that sleeps until all are asleep and the others' requests have been counted."""
    folder = work_folder(f"growth/sandboxes-{size}")
    seconds = 3 * TURN + size // 500
    (folder / "asleep.py").write_text((HANDLERS / "asleep.py").read_text().replace("sleep(5)", f"sleep({seconds})"))
    (folder / "hello.py").write_bytes((HANDLERS / "hello.py").read_bytes())
    return folder


def _columns(sizes: list[int], found: list[list[Asleep]]) -> list[Column]:
    start, rss, own = of_each(found, "start_ms"), of_each(found, "rss"), of_each(found, "own")
    return [
        Column("asleep at once", "", of_each(found, "at_once")),
        growing("to start all", "ms", sizes, start, start, START_NOISE),
        growing("own memory of each", "KiB", sizes, each(sizes, own), own, MEMORY_NOISE),
        growing("resident, each", "KiB", sizes, each(sizes, rss), rss, MEMORY_NOISE),
        growing("requests/s beside them", "requests/s", sizes, of_each(found, "per_second"), seconds_for_all(sizes, found)),
    ]
