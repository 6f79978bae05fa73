"""What the sandbox itself costs, without sockets: fresh instances against kept ones, one thread against two."""

from airlock_bench.engine import measure as run_engine
from airlock_bench.engine import parts_of
from airlock_bench.figures import Figure, Row, at_least, at_most, number
from airlock_bench.pace import Pace
from airlock_bench.places import HANDLERS
from airlock_bench.turns import in_turn

TITLE = "The engine alone: instantiate, call, drop"
PEERS = []
SECONDS = 45


def measure(pace: Pace) -> list[Row]:
    """Both handlers, each in all three ways."""
    return _rows(pace, "the smallest handler", "hello.py", at_most(3)) + _rows(
        pace, "the heavier handler", "heavier.py", at_most(2)
    )


def _rows(pace: Pace, handler: str, file: str, cost_goal) -> list[Row]:
    def turn(instances: str, threads: int):
        return lambda: run_engine(HANDLERS / file, instances, threads, pace.engine_requests)

    contestants = {"fresh": turn("fresh", 1), "kept": turn("kept", 1), "two threads": turn("fresh", 2)}
    found = in_turn(f"engine, {handler}", pace.rounds, contestants, lambda run: f"{number(run.per_second)}/s")
    fresh = Figure("fresh", "us", [run.per_request_us for run in found["fresh"]])
    kept = Figure("kept and reused", "us", [run.per_request_us for run in found["kept"]])
    one = Figure("one thread", "/s", [run.per_second for run in found["fresh"]])
    two = Figure("two threads", "/s", [run.per_second for run in found["two threads"]])
    return [
        Row(f"{handler}, cost of a request", fresh, kept, cost_goal, parts_of(found["fresh"])),
        Row(f"{handler}, from the second thread", two, one, at_least(1.8)),
    ]
