"""The command line: runs the stages in order, each one only if it must."""

import argparse
import fcntl
import os
import sys
import time
from pathlib import Path
from types import ModuleType

from . import (
    bindings, cpython, frozen_stdlib, host_packages, libz, link, native, snapshot, sources, stamps, toolchain,
)
from .layout import Run, default_out
from .progress import Log, StageFailed, say

STAGES: tuple[ModuleType, ...] = (
    toolchain, sources, native, libz, cpython, frozen_stdlib, bindings, link, snapshot,
    host_packages,
)


def main() -> int:
    """Build up to the wanted stage; 0 when it is there, 1 when a stage failed."""
    options = _parse()
    run = Run(
        out=options.out.resolve(),
        jobs=options.jobs,
        build_python=options.build_python and options.build_python.resolve(),
    )
    run.downloads.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    with (run.out / "lock").open("w") as lock:
        _wait_for(lock)
        for stage in STAGES:
            try:
                _run_stage(run, stage)
            except StageFailed as error:
                say(stage.NAME, "FAILED")
                print(error.report(), file=sys.stderr)
                return 1
            except KeyboardInterrupt:
                print(f"\n{stage.NAME}: interrupted; the next run takes it up again", file=sys.stderr)
                return 130
            if stage.NAME == options.until:
                break
    say("", f"up to {options.until}: ready in {time.monotonic() - begun:.1f} s, under {run.out}")
    return 0


def _run_stage(run: Run, stage: ModuleType) -> None:
    wanted = stamps.key(run, stage)
    if stamps.is_current(run, stage, wanted):
        say(stage.NAME, "up to date")
        return
    begun = time.monotonic()
    stamps.drop(run, stage)
    stage.build(run, Log(run.out / "logs" / f"{stage.NAME}.log", stage.NAME))
    # With the key from before: a file that was edited meanwhile must make the stage run again.
    stamps.write(run, stage, wanted)
    say(stage.NAME, f"done in {time.monotonic() - begun:.1f} s")


def _wait_for(lock) -> None:
    """Two builds in one folder would undo each other's work."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("", "another build is at work in the same folder: waiting for it")
        fcntl.flock(lock, fcntl.LOCK_EX)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python3 guest-sdk/python/build",
        description="Builds the Python runtime: CPython for wasm32-wasi with its standard library "
        "frozen in, as a WebAssembly component and the memory image it starts from.",
        epilog=f"Stages, in order: {', '.join(stage.NAME for stage in STAGES)}. A stage whose inputs "
        "have not changed is skipped. WASI_SDK_PATH replaces Debian's compiler and C library.",
    )
    parser.add_argument(
        "--out", type=Path, default=default_out(), metavar="DIR",
        help="where all outputs go (default: python-runtime in cargo's target folder)",
    )
    parser.add_argument(
        "--until", choices=[stage.NAME for stage in STAGES], default=STAGES[-1].NAME, metavar="STAGE",
        help="stop after this stage",
    )
    parser.add_argument(
        "--jobs", type=int, default=len(os.sched_getaffinity(0)), metavar="N",
        help="compile so many files at once (default: one per processor)",
    )
    parser.add_argument(
        "--build-python", type=Path, metavar="FILE",
        help="a Python 3.13 of this machine (default: one on PATH that runs, or else a new one)",
    )
    return parser.parse_args()
