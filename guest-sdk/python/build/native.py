"""Stage 3: a Python for this machine that compiles for CPython 3.13.

Cross-building needs one (`--with-build-python`), and so does compiling the standard library: code
objects are only read by a Python with the same magic number. The machine's own `python3.13` serves
if it really runs; otherwise one is built from the same source, as plainly as possible.
"""

import functools
import os
import re
import shutil
import subprocess
from pathlib import Path

from . import debian, pins
from .layout import Run
from .progress import Log, StageFailed, clean_environment

NAME = "native"
AFTER = ("sources",)

PROGRAM = f"python{pins.PYTHON_VERSION}"


def inputs(run: Run) -> dict[str, str]:
    found = find(run)
    return {"program": str(found or "built here"), "version": probe(found)[1] if found else ""}


def outputs(run: Run) -> list[Path]:
    # What the program is, not where: a Python that moved must not build everything again.
    identity = run.out / "native" / "identity.txt"
    return [identity] if find(run) else [identity, _built(run)]


def load(run: Run) -> Path:
    """The Python that this stage has found or built."""
    return find(run) or _built(run)


def build(run: Run, log: Log) -> None:
    program = find(run) or _build(run, log)
    if (found := probe(program)[0]) != (wanted := magic(run)):
        raise StageFailed(
            f"{program} has the magic number {found or '(it does not run)'}, CPython's source {wanted}",
            f"give --build-python a working {PROGRAM}, or leave it out to have one built",
        )
    outputs(run)[0].parent.mkdir(parents=True, exist_ok=True)
    outputs(run)[0].write_text(f"{probe(program)}\n")


@functools.cache
def find(run: Run) -> Path | None:
    """The given Python, or the first on PATH that will do: a version manager's shim may be dead."""
    if run.build_python:
        return run.build_python
    wanted = magic(run)
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        program = shutil.which(PROGRAM, path=folder)
        if program and probe(Path(program))[0] == wanted:
            return Path(program)
    return None


def probe(program: Path) -> tuple[str, str]:
    """A Python's magic number in hex and its version, both empty if it does not run."""
    code = "import importlib.util, sys; print(importlib.util.MAGIC_NUMBER.hex()); print(sys.version)"
    try:
        done = subprocess.run(
            [program, "-S", "-c", code], env=clean_environment(), capture_output=True, text=True, check=False
        )
    except OSError:
        return "", ""
    if done.returncode != 0:
        return "", ""
    number, _, version = done.stdout.strip().partition("\n")
    return number, version


def magic(run: Run) -> str:
    """The magic number of the source tree, in hex."""
    text = (run.cpython_source / "Lib" / "importlib" / "_bootstrap_external.py").read_text()
    number = re.search(r"^MAGIC_NUMBER = \((\d+)\)\.to_bytes\(2, 'little'\)", text, re.MULTILINE)
    if not number:
        raise StageFailed("no MAGIC_NUMBER in CPython's Lib/importlib/_bootstrap_external.py")
    return (int(number[1]).to_bytes(2, "little") + b"\r\n").hex()


def _built(run: Run) -> Path:
    return run.out / "native" / "python"


def _build(run: Run, log: Log) -> Path:
    folder = run.out / "native"
    if not (shutil.which("make") and shutil.which("cc")):
        debian.require(["build-essential"], log)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    remedy = f"a C compiler that works ({debian.remedy(['build-essential'])}) or a {PROGRAM} on PATH"
    configure = os.path.relpath(run.cpython_source / "configure", folder)
    log.say(f"no {PROGRAM} here that runs: configuring a native one")
    options = ["--disable-test-modules", "--without-ensurepip", "OPT=-O1 -DNDEBUG"]
    log.run([configure, *options], cwd=folder, remedy=remedy)
    log.say("compiling the native Python")
    # The interpreter alone: what we run with it needs none of the extension modules.
    log.run(["make", f"-j{run.jobs}", "python", "pybuilddir.txt"], cwd=folder, remedy=remedy)
    return _built(run)
