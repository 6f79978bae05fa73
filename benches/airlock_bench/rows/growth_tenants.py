"""One server with more and more tenants, each with a docroot of its own: what a further tenant costs."""

import json
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from airlock_bench.client import get, get_each
from airlock_bench.curves import Column, Curves, each, growing
from airlock_bench.failure import Failure
from airlock_bench.figures import number
from airlock_bench.load import Load, press, press_in_turn
from airlock_bench.pace import Pace
from airlock_bench.places import HANDLERS, work_folder
from airlock_bench.process_memory import proportional_memory_of
from airlock_bench.servers import Server, serve_configured
from airlock_bench.turns import in_turn

TITLE = "Cost growth: tenants"
PEERS = []
SECONDS = 75
SIZES = [1, 10, 100, 1000]
LOAD = Load(64)
TURN = 2
WARM_UP = 100
RELOAD_LIMIT = 60.0
# KiB that the memory of a server goes up and down by without a reason that could be named.
MEMORY_NOISE = 2048

TENANT = """
[[tenant]]
name = "{name}"
prefix = "/{name}"
docroot = {docroot}
"""


@dataclass(frozen=True)
class Served:
    """A server with all its tenants asked; memory in KiB."""

    start_ms: float
    reload_ms: float
    per_second: float
    pss: float
    rss: float


def measure(pace: Pace) -> Curves:
    """A new server at each size and in each round; one without tenants but the first says what a server takes by itself."""
    sizes = pace.sizes(*SIZES)
    contestants = {f"{size:,}": _turn(size) for size in (0, *sizes)}
    found = in_turn("growth-tenants", pace.curve_rounds, contestants, lambda it: f"{number(it.per_second)}/s, {number(it.pss)} KiB")
    alone, *grown = found.values()
    return Curves("tenants", sizes, _columns(sizes, alone, grown), [
        "start: until one of them answers; reload: from SIGHUP until a tenant that is new answers; memory: beyond that of a server without them",
        f"–: less than {MEMORY_NOISE / 1024:.0f} MiB for all together, which can not be told from noise",
    ])


def _turn(size: int):
    names = [f"t{index}" for index in range(size)]
    file = work_folder("growth/tenants") / f"airlock-{size}.toml"

    def turn() -> Served:
        file.write_text(_configuration(names))
        started = time.monotonic()
        with serve_configured(file) as server:
            server.wait_for(f"/{names[-1]}/hello.py" if names else "/first/hello.py")
            start = time.monotonic() - started
            get_each(server.port, ["/first/hello.py"] * WARM_UP)
            get_each(server.port, (f"/{name}/hello.py" for name in names))
            # Looked at before many requests run at once: their instances take memory of their own, which varies.
            memory = proportional_memory_of(server.process_id)
            press(server.url("/first/hello.py"), LOAD, 1)
            pattern, count = ("/t%d/hello.py", size) if names else ("/first/hello.py", 1)
            per_second = press_in_turn(server.url("/"), pattern, count, LOAD, TURN).per_second
            reload = _reload(server, file, names)
        return Served(start * 1000, reload * 1000, per_second, memory["Pss"], memory["Rss"])

    return turn


def _reload(server: Server, file: Path, names: list[str]) -> float:
    """Seconds until a configuration with another tenant is in force."""
    file.write_text(_configuration([*names, "new"]))
    started = time.monotonic()
    os.kill(server.process_id, signal.SIGHUP)
    while get(server.port, "/new/hello.py").status != 200:
        if time.monotonic() > started + RELOAD_LIMIT:
            raise Failure(f"{RELOAD_LIMIT:.0f} s after SIGHUP, a tenant that is new in {file} is not served:\n{server.log_end()}")
        time.sleep(0.001)
    return time.monotonic() - started


def _configuration(names: list[str]) -> str:
    """All of them, each with a folder and a handler of its own, and a first one that is there at all sizes."""
    return "".join(
        TENANT.format(name=name, docroot=json.dumps(str(_docroot(name)))) for name in ["first", *names]
    )


def _docroot(name: str) -> Path:
    folder = work_folder(f"growth/tenants/{name}")
    if not (folder / "hello.py").is_file():
        (folder / "hello.py").write_bytes((HANDLERS / "hello.py").read_bytes())
    return folder


def _columns(sizes: list[int], alone: list[Served], found: list[list[Served]]) -> list[Column]:
    def totals(field: str, beyond: bool = False) -> list[list[float]]:
        own = [getattr(served, field) if beyond else 0 for served in alone]
        return [[getattr(served, field) - less for served, less in zip(rounds, own)] for rounds in found]

    start, reload = totals("start_ms"), totals("reload_ms")
    pss, rss = totals("pss", beyond=True), totals("rss", beyond=True)
    all_once = [[size / served.per_second for served in rounds] for size, rounds in zip(sizes, found)]
    return [
        growing("start to first answer", "ms", sizes, start, start),
        growing("reload", "ms", sizes, reload, reload),
        growing("all in turn", "requests/s", sizes, totals("per_second"), all_once),
        growing("memory (Pss) of each", "KiB", sizes, each(sizes, pss), pss, MEMORY_NOISE),
        growing("resident, each", "KiB", sizes, each(sizes, rss), rss, MEMORY_NOISE),
    ]
