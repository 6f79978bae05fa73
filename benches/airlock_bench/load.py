"""Load by `wrk`, one thread of it, and what it measured."""

import json
import subprocess
from dataclasses import dataclass

from airlock_bench.debian import wrk
from airlock_bench.failure import Failure
from airlock_bench.places import BENCHES


@dataclass(frozen=True)
class Load:
    """How many connections ask at once, and whether each asks more than once."""

    connections: int
    keep_alive: bool = True


@dataclass(frozen=True)
class Measured:
    """What one run of the load found."""

    per_second: float
    p50_us: float
    p90_us: float
    p99_us: float
    p99_9_us: float
    max_us: float


def press(url: str, load: Load, seconds: int) -> Measured:
    """Ask for `url` for so many seconds. Answers other than 200 make the figure worthless, so they are an error."""
    return _press(url, load, seconds, [])


def press_in_turn(url: str, pattern: str, count: int, load: Load, seconds: int) -> Measured:
    """The same with the paths that `pattern` gives for 0 to `count` - 1, one after the other, in place of the URL's."""
    return _press(url, load, seconds, ["--", pattern, str(count)])


def _press(url: str, load: Load, seconds: int, arguments: list[str]) -> Measured:
    command = [str(wrk()), "-t1", f"-c{load.connections}", f"-d{seconds}s", "--timeout", "10s"]
    if not load.keep_alive:
        command += ["-H", "Connection: close"]
    command += ["-s", str(BENCHES / "wrk-report.lua"), url, *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    text = done.stdout.decode(errors="replace")
    _, found, report = text.partition("REPORT ")
    if done.returncode != 0 or not found:
        raise Failure(f"wrk failed on {url}:\n{text}")
    counts = json.loads(report)
    if not load.keep_alive:
        # Every connection ends after its answer; without `Connection: close` in it, wrk counts that as a failed read.
        counts["read"] = max(0, counts["read"] - counts["requests"])
    broken = {kind: counts[kind] for kind in ("not_2xx", "connect", "read", "write", "timeout") if counts[kind]}
    # A connection may break here and there when the load ends or a backlog is short; answers must be right.
    if counts["requests"] == 0 or counts["not_2xx"] or sum(broken.values()) > counts["requests"] / 100:
        raise Failure(f"{url} does not hold under {load}: {counts['requests']} answers, {broken}")
    latencies = (counts[name] for name in ("p50", "p90", "p99", "p99_9", "max"))
    return Measured(counts["requests"] / (counts["microseconds"] / 1e6), *latencies)
