"""The engine alone, without sockets and without a client on the same cores: `airlock measure`."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from airlock_bench.failure import Failure
from airlock_bench.figures import Figure, number
from airlock_bench.places import airlock_binary


@dataclass(frozen=True)
class EngineRun:
    """Means over the requests of one run, in microseconds, and its throughput."""

    per_second: float
    per_request_us: float
    instantiate_us: float
    call_us: float
    drop_us: float


def measure(handler: Path, instances: str, threads: int, requests: int, options: Sequence[str] = ()) -> EngineRun:
    """Run a handler so many times on each thread, in `fresh` instances or in `kept` ones."""
    command = [airlock_binary(), "--log", "error", "measure", handler, "--instances", instances]
    command += ["--threads", threads, "--requests", requests, *options]
    done = subprocess.run(
        [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        line = json.loads(done.stdout)
    except ValueError:
        text = done.stderr.decode(errors="replace").strip() or done.stdout.decode(errors="replace")
        raise Failure(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{text}") from None
    return EngineRun(
        line["requests"] / line["seconds"],
        line["per_request_us"],
        line.get("instantiate_us", 0.0),
        line.get("call_us", 0.0),
        line.get("drop_us", 0.0),
    )


def parts_of(runs: list[EngineRun]) -> str:
    """What the parts of a request cost, in words."""

    def median(name: str) -> str:
        return number(Figure("", "us", [getattr(run, name) for run in runs]).median)

    return f"instantiate {median('instantiate_us')} us, call {median('call_us')} us, drop {median('drop_us')} us"
