"""The peer that runs the same handler files bare: PyPI wptserve."""

from pathlib import Path

from airlock_bench.installing import output_of
from airlock_bench.places import PEERS, REPOSITORY
from airlock_bench.venvs import environment

NAME = "wptserve"
# One set of pins for the whole project: the oracle of the parity tests is the same wptserve.
REQUIREMENTS = [REPOSITORY / "tests/parity/requirements-build.txt", REPOSITORY / "tests/parity/requirements.txt"]


def command(docroot: Path, port: int) -> list:
    """What serves `docroot` on `port`."""
    return [_python(), PEERS / "wptserve/serve.py", docroot, port]


def version() -> str:
    """As the package says, with the interpreter that runs it."""
    script = "import importlib.metadata as m, sys; print(m.version('wptserve'), 'on CPython', sys.version.split()[0])"
    return output_of([_python(), "-c", script])


def _python() -> Path:
    return environment("wptserve", REQUIREMENTS, "wptserve.server") / "bin/python"
