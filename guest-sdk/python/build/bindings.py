"""Stage 7: the C bindings for the world in `wit/`, written by the crate `python-snapshot`."""

import shutil
from pathlib import Path

from . import cargo
from .layout import WIT, Run
from .progress import Log

NAME = "bindings"
AFTER = ()


def inputs(run: Run) -> dict[str, object]:
    return cargo.inputs()


def outputs(run: Run) -> list[Path]:
    names = ("interpreter.c", "interpreter.h", "interpreter_component_type.o")
    return [run.bindings / name for name in names]


def build(run: Run, log: Log) -> None:
    shutil.rmtree(run.bindings, ignore_errors=True)
    run.bindings.mkdir(parents=True)
    arguments = ["bindings", "--wit", WIT, "--out", run.bindings]
    cargo.run_crate("writing the C bindings", arguments, log)
