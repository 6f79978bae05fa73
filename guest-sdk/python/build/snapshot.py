"""Stage 9: the module run up to its first request, and made a component.

The crate `python-snapshot` does both: `python.component.wasm` has the code, `python.image` the
memory of an interpreter that is up and warm.
"""

from pathlib import Path

from . import cargo
from .layout import Run
from .progress import Log

NAME = "snapshot"
AFTER = ("link",)


def inputs(run: Run) -> dict[str, object]:
    return cargo.inputs()


def outputs(run: Run) -> list[Path]:
    return [run.out / "python.component.wasm", run.out / "python.image"]


def build(run: Run, log: Log) -> None:
    component, image = outputs(run)
    # What `airlock` has compiled the last component to: it serves nobody any more.
    for compiled in run.out.glob("python-*.cwasm"):
        compiled.unlink()
    arguments = ["snapshot", run.core_module, "--component", component, "--image", image]
    cargo.run_crate("starting the interpreter and taking its snapshot", arguments, log)
