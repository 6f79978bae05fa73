"""Running the programs that install peers: their output goes to a log, and a failure says what to do."""

import os
import subprocess
from pathlib import Path

from airlock_bench.failure import Failure
from airlock_bench.places import work_folder


def install(step: str, command: list, remedy: str, *, folder: Path | None = None, environment: dict | None = None) -> None:
    """Run one step of an installation; `step` names its log."""
    log = work_folder("logs") / f"install-{step}.log"
    with log.open("wb") as output:
        try:
            status = subprocess.run(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env={**os.environ, **(environment or {})},
            ).returncode
        except OSError as error:
            raise Failure(f"{command[0]} could not be started ({error}). {remedy}") from error
    if status != 0:
        lines = log.read_text(errors="replace").splitlines()[-12:]
        raise Failure(f"installing {step} failed; {remedy}\nThe end of {log}:\n  " + "\n  ".join(lines))


def output_of(command: list) -> str:
    """What a program prints, standard error included; empty if there is no such program."""
    try:
        done = subprocess.run(
            [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    except OSError:
        return ""
    return done.stdout.decode(errors="replace").strip()
