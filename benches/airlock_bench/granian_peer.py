"""The peer of the trusted engine: granian, hyper around CPython, with a WSGI application of equal work."""

from pathlib import Path

from airlock_bench.installing import output_of
from airlock_bench.places import HANDLERS, PEERS
from airlock_bench.venvs import environment

NAME = "granian"
FOLDER = PEERS / "granian"


def command(port: int, workers: int) -> list:
    """What serves the benchmark's handlers on `port` in so many processes."""
    return _command(port, workers, FOLDER, "app:app", f"BENCH_HANDLERS={HANDLERS}")


def application_command(port: int, folder: Path, application: str) -> list:
    """What serves an application of `folder`, with the packages that lie there, on `port` in one process."""
    return _command(port, 1, folder, application, f"PYTHONPATH={folder / 'site-packages'}")


def _command(port: int, workers: int, folder: Path, application: str, variable: str) -> list:
    start = [
        "env", variable, _python(), "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", port, "--workers", workers, "--no-ws", "--working-dir", folder, "--log-level", "warning", application,
    ]
    return [str(word) for word in start]


def version() -> str:
    """As the package says, with the interpreter that runs it."""
    script = "import importlib.metadata as m, sys; print(m.version('granian'), 'on CPython', sys.version.split()[0])"
    return output_of([_python(), "-c", script])


def _python() -> str:
    return str(environment("granian", [FOLDER / "requirements.txt"], "granian") / "bin/python")
