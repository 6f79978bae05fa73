"""Stage 10: the Python packages as they are, for handlers that run under CPython outside the sandbox."""

import shutil
from pathlib import Path

from . import stamps
from .layout import PACKAGES, Run
from .progress import Log

NAME = "packages"
AFTER = ()


def inputs(run: Run) -> dict[str, object]:
    return {"packages": stamps.tree(PACKAGES, "**/*.py")}


def outputs(run: Run) -> list[Path]:
    return [run.packages / path for path in stamps.tree(PACKAGES, "**/*.py")]


def build(run: Run, log: Log) -> None:
    shutil.rmtree(run.packages, ignore_errors=True)
    for output in outputs(run):
        output.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PACKAGES / output.relative_to(run.packages), output)
    log.say(f"copied {len(outputs(run))} modules")
