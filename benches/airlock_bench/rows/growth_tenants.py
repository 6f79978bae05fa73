"""One server with more and more tenants, each with a docroot of its own: what a further tenant costs."""

import json
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from airlock_bench.client import get, get_each
from airlock_bench.curves import Column, Curves, each, growing, memory_columns, of_each, seconds_for_all
from airlock_bench.failure import Failure
from airlock_bench.figures import number
from airlock_bench.load import Load, press, press_in_turn
from airlock_bench.many_handlers import warm_up, write_handlers
from airlock_bench.pace import Pace
from airlock_bench.places import HANDLERS, work_folder
from airlock_bench.process_memory import Memory, mapped_memory_of
from airlock_bench.servers import Server, serve_configured
from airlock_bench.turns import in_turn

TITLE = "Cost growth: tenants"
PEERS = []
SECONDS = 75
SIZES = [1, 10, 100, 1000]
LOAD = Load(64)
TURN = 2
RELOAD_LIMIT = 60.0
# The tenant that is there at all sizes.
FIRST = "first"
# KiB that a server allocates sooner or later, whatever it is asked.
MEMORY_NOISE = 4096

TENANT = """
[[tenant]]
name = "{name}"
prefix = "/{name}"
docroot = {docroot}
"""


@dataclass(frozen=True)
class Served:
    """A server with all its tenants, each asked."""

    start_ms: float
    reload_ms: float
    per_second: float
    memory: Memory


def measure(pace: Pace) -> Curves:
    """A new server at each size and in each round; one without tenants but the first says what a server takes by itself."""
    sizes = pace.sizes(*SIZES)
    contestants = {f"{size:,}": _turn(size) for size in (0, *sizes)}
    found = in_turn("growth-tenants", pace.curve_rounds, contestants, lambda it: f"{number(it.per_second)}/s, {number(it.memory.own)} KiB")
    alone, *grown = found.values()
    return Curves("tenants", sizes, _columns(sizes, alone, grown), [
        "start: until one of them answers; reload: from SIGHUP until a tenant that is new answers; "
        "own memory: what the server has allocated beyond one without them, without the memories of sandboxes",
        f"–: less than {MEMORY_NOISE / 1024:.0f} MiB for all together, which can not be told from noise",
    ])


def _turn(size: int):
    names = [f"t{index}" for index in range(size)]
    file = work_folder("growth/tenants") / f"airlock-{size}.toml"

    def turn() -> Served:
        file.write_text(_configuration(names))
        started = time.monotonic()
        with serve_configured(file) as server:
            server.wait_for(f"/{names[-1]}/hello.py" if names else f"/{FIRST}/hello.py")
            start = time.monotonic() - started
            warm_up(server, f"/{FIRST}")
            get_each(server.port, (f"/{name}/hello.py" for name in names))
            # Looked at before many requests run at once: their instances take memory of their own, which varies.
            memory = mapped_memory_of(server.process_id)
            press(server.url(f"/{FIRST}/hello.py"), LOAD, 1)
            pattern, count = ("/t%d/hello.py", size) if names else (f"/{FIRST}/hello.py", 1)
            per_second = press_in_turn(server.url("/"), pattern, count, LOAD, TURN).per_second
            reload = _reload(server, file, names)
        return Served(start * 1000, reload * 1000, per_second, memory)

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
        TENANT.format(name=name, docroot=json.dumps(str(_docroot(name)))) for name in [FIRST, *names]
    )


def _docroot(name: str) -> Path:
    folder = work_folder(f"growth/tenants/{name}")
    if name == FIRST:
        write_handlers(folder, 0)
    if not (folder / "hello.py").is_file():
        (folder / "hello.py").write_bytes((HANDLERS / "hello.py").read_bytes())
    return folder


def _columns(sizes: list[int], alone: list[Served], found: list[list[Served]]) -> list[Column]:
    start, reload = of_each(found, "start_ms"), of_each(found, "reload_ms")
    own = [[served.memory.own - less.memory.own for served, less in zip(rounds, alone)] for rounds in found]
    return [
        growing("start to first answer", "ms", sizes, start, start),
        growing("reload", "ms", sizes, reload, reload),
        growing("all in turn", "requests/s", sizes, of_each(found, "per_second"), seconds_for_all(sizes, found)),
        growing("own memory of each", "KiB", sizes, each(sizes, own), own, MEMORY_NOISE),
        *memory_columns(found),
    ]
