"""A Flask application in a fresh instance for each request: with the application loaded already, with its imports in each
request, and against a plain handler, which imports nothing."""

import shutil
from pathlib import Path

from airlock_bench.engine import measure as run_engine
from airlock_bench.figures import Figure, Row, at_most, number
from airlock_bench.installing import install
from airlock_bench.pace import Pace
from airlock_bench.places import HANDLERS, REPOSITORY, airlock_binary, work_folder
from airlock_bench.turns import in_turn

TITLE = "A Flask application, fresh instance per request: the engine alone"
PEERS = []
REQUIREMENTS = REPOSITORY / "tests/apps/requirements.txt"


def measure(pace: Pace) -> list[Row]:
    """The three of them in turn."""
    application = _application()
    contestants = {
        "prepared": _turn(application, pace.engine_requests // 4, ["--application", "application"]),
        "unprepared": _turn(application, 10, ["--application", "application", "--unprepared"]),
        "plain": _turn(HANDLERS / "hello.py", pace.engine_requests, []),
    }
    found = in_turn("applications", pace.rounds, contestants, lambda cost: f"{number(cost)} us")
    prepared = Figure("prepared", "us", found["prepared"])
    return [
        Row("cost of a request", prepared, Figure("imported in each request", "us", found["unprepared"]), at_most(0.1)),
        Row("cost of a request", prepared, Figure("the smallest handler", "us", found["plain"])),
    ]


def _turn(handler: Path, requests: int, options: list[str]):
    return lambda: run_engine(handler, "fresh", 1, requests, options).per_request_us


def _application() -> Path:
    """A docroot with Flask in its site-packages."""
    folder = work_folder("applications")
    remedy = "it needs python3 with pip, and a package index that pip reaches"
    command = [airlock_binary(), "vendor", REQUIREMENTS, folder / "site-packages"]
    install("applications", command, remedy)
    return Path(shutil.copy(HANDLERS / "flask_hello.wsgi", folder))
