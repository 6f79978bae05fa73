"""Handlers that write 0, 1, 4 and 16 MiB: what a MiB costs in a fresh instance must not jump anywhere."""

from pathlib import Path

from airlock_bench.engine import measure as run_engine
from airlock_bench.figures import Figure, Row, at_most, number
from airlock_bench.pace import Pace
from airlock_bench.places import work_folder
from airlock_bench.turns import in_turn

TITLE = "Memory written by the handler: no cliff"
PEERS = []
SECONDS = 20
SIZES = [0, 1, 4, 16]
# Another MiB may cost this much more than the first one did before it counts as a cliff.
STEEPEST = at_most(1.5)

HANDLER = '''"""Writes every page of {mib} MiB."""


def main(request, response):
    written = b"x" * ({mib} << 20)
    return 200, [(b"Content-Type", b"text/plain")], b"%d" % len(written)
'''


def measure(pace: Pace) -> list[Row]:
    """Fresh against kept for each size; and each step's cost per MiB against the first step's."""
    requests = max(50, pace.engine_requests // 10)
    contestants = {}
    for mib in SIZES:
        handler = _handler(mib)
        for instances in ("fresh", "kept"):
            contestants[f"{instances} {mib}"] = _turn(handler, instances, requests)
    found = in_turn("memory", pace.rounds, contestants, lambda cost: f"{number(cost)} us")
    rows = [
        Row(
            f"a handler that writes {mib} MiB",
            Figure("fresh", "us", found[f"fresh {mib}"]),
            Figure("kept and reused", "us", found[f"kept {mib}"]),
        )
        for mib in SIZES
    ]
    first = _per_mib(found, SIZES[0], SIZES[1])
    for smaller, larger in zip(SIZES[1:], SIZES[2:]):
        rows.append(
            Row(
                f"a fresh instance's further MiB, from {smaller} to {larger}",
                Figure("per MiB", "us", _per_mib(found, smaller, larger)),
                Figure(f"from {SIZES[0]} to {SIZES[1]}", "us", first),
                STEEPEST,
            )
        )
    return rows


def _per_mib(found: dict[str, list[float]], smaller: int, larger: int) -> list[float]:
    pairs = zip(found[f"fresh {smaller}"], found[f"fresh {larger}"])
    return [(more - less) / (larger - smaller) for less, more in pairs]


def _turn(handler: Path, instances: str, requests: int):
    return lambda: run_engine(handler, instances, 1, requests).per_request_us


def _handler(mib: int) -> Path:
    file = work_folder("handlers") / f"writes-{mib}-mib.py"
    file.write_text(HANDLER.format(mib=mib))
    return file
