"""How long requests take under full load: not the median alone, but what the unlucky ones wait as well."""

from contextlib import ExitStack

from airlock_bench.curves import Column, Curves
from airlock_bench.field import PEERS as PEERS
from airlock_bench.field import start_field
from airlock_bench.load import Load, Measured, press
from airlock_bench.pace import Pace
from airlock_bench.spinners import wait_until_idle
from airlock_bench.turns import in_turn

TITLE = "Latency at 64 connections, the smallest handler"
SECONDS = 75
LOAD = Load(64)
PERCENTILES = {"p50": "p50_us", "p90": "p90_us", "p99": "p99_us", "p99.9": "p99_9_us", "max": "max_us"}


def measure(pace: Pace) -> Curves:
    """All at full load, so that a server that answers more requests is asked more."""
    with ExitStack() as stack:
        field = start_field(stack)
        contestants = {name: _turn(server, url, pace.seconds) for name, (server, url) in field.items()}
        for warm_up in contestants.values():
            warm_up()
        found = in_turn("percentiles", pace.curve_rounds, contestants, lambda run: f"{run.p50_us / 1000:.1f}/{run.p99_us / 1000:.1f} ms")
    columns = [
        Column(name, "ms", [[getattr(run, of) / 1000 for run in runs] for of in PERCENTILES.values()])
        for name, runs in found.items()
    ]
    note = "64 requests are under way at all times, so that the latencies follow from the requests per second: each server is at its limit"
    return Curves("percentile", list(PERCENTILES), columns, [note])


def _turn(server, url: str, seconds: int):
    def turn() -> Measured:
        wait_until_idle(server, limit=60, look=0.1)
        return press(url, LOAD, seconds)

    return turn
