"""A Flask application in a fresh instance for each request: with the application loaded already, with its imports in each
request, and against a plain handler, which imports nothing. And the same application bare, loaded once by granian."""

import shutil
from contextlib import ExitStack
from pathlib import Path

from airlock_bench import granian_peer
from airlock_bench.engine import measure as run_engine
from airlock_bench.figures import Figure, Row, at_most, number
from airlock_bench.installing import install
from airlock_bench.load import Load, press
from airlock_bench.pace import Pace
from airlock_bench.places import HANDLERS, REPOSITORY, airlock_binary, work_folder
from airlock_bench.servers import Server, serve_airlock
from airlock_bench.turns import in_turn

TITLE = "A Flask application, fresh instance per request"
PEERS = [granian_peer]
SECONDS = 70
KEPT = Load(64)
REQUIREMENTS = REPOSITORY / "tests/apps/requirements.txt"


def measure(pace: Pace) -> list[Row]:
    """The engine alone, then over sockets."""
    application = _application()
    return _engine_alone(pace, application) + _over_sockets(pace, application)


def _engine_alone(pace: Pace, application: Path) -> list[Row]:
    contestants = {
        "prepared": _turn(application, pace.engine_requests // 4, ["--application", "application"]),
        "unprepared": _turn(application, 10, ["--application", "application", "--unprepared"]),
        "plain": _turn(HANDLERS / "hello.py", pace.engine_requests, []),
    }
    found = in_turn("applications", pace.rounds, contestants, lambda cost: f"{number(cost)} us")
    prepared = Figure("prepared", "us", found["prepared"])
    return [
        Row("cost of a request, the engine alone", prepared, Figure("imported in each request", "us", found["unprepared"]), at_most(0.1)),
        Row("cost of a request, the engine alone", prepared, Figure("the smallest handler", "us", found["plain"])),
    ]


def _over_sockets(pace: Pace, application: Path) -> list[Row]:
    folder = application.parent
    servers = {
        "airlock": (serve_airlock(folder), "/flask_hello.wsgi/"),
        "airlock, trusted": (serve_airlock(folder, "--trust", "/**"), "/flask_hello.wsgi/"),
        "granian": (Server("granian-flask", lambda port: granian_peer.application_command(port, folder, "flask_hello:application")), "/"),
    }
    with ExitStack() as stack:
        for server, path in servers.values():
            stack.enter_context(server)
            server.wait_for(path)
            press(server.url(path), KEPT, 1)
        contestants = {
            name: (lambda url=server.url(path): press(url, KEPT, pace.seconds).per_second)
            for name, (server, path) in servers.items()
        }
        found = in_turn("applications, over sockets", pace.rounds, contestants, lambda value: number(value) + "/s")
    bare = Figure("granian, bare, 1 process", "/s", found["granian"])
    return [
        Row("64 connections, sandboxed", Figure("prepared", "/s", found["airlock"]), bare),
        Row("64 connections, in-process", Figure("trusted", "/s", found["airlock, trusted"]), bare),
    ]


def _turn(handler: Path, requests: int, options: list[str]):
    return lambda: run_engine(handler, "fresh", 1, requests, options).per_request_us


def _application() -> Path:
    """A docroot with Flask in its site-packages."""
    folder = work_folder("applications")
    remedy = "it needs python3 with pip, and a package index that pip reaches"
    command = [airlock_binary(), "vendor", REQUIREMENTS, folder / "site-packages"]
    install("applications", command, remedy)
    # Under another server it is a module.
    shutil.copy(HANDLERS / "flask_hello.wsgi", folder / "flask_hello.py")
    return Path(shutil.copy(HANDLERS / "flask_hello.wsgi", folder))
