"""How the build runs the Rust crate `python-snapshot`, which makes bindings and component."""

import os
import shutil
from pathlib import Path

from . import stamps
from .layout import REPOSITORY, SNAPSHOT_CRATE, WIT
from .progress import Log, StageFailed

CRATE = "python-snapshot"


def inputs() -> dict[str, object]:
    """What the crate's output depends on, whichever of its commands runs."""
    return {
        "crate": stamps.tree(SNAPSHOT_CRATE),
        "lock": stamps.sha256(REPOSITORY / "Cargo.lock"),
        "wit": stamps.tree(WIT),
    }


def run_crate(purpose: str, arguments: list[str | Path], log: Log) -> None:
    """`cargo run` the crate from the repository root; CI may not change Cargo.lock."""
    if not shutil.which("cargo"):
        raise StageFailed("cargo is not on PATH", "install Rust (README.md says how) and run again")
    log.say(f"{purpose} (cargo first compiles {CRATE} where it must: some minutes from nothing)")
    locked = ["--locked"] if os.environ.get("CI") else []
    command = ["cargo", "run", "--release", *locked, "-p", CRATE, "--", *arguments]
    # A backtrace would push the error itself out of the tail that the user is shown.
    log.run(command, cwd=REPOSITORY, keep_env=True, env={"RUST_BACKTRACE": "0"}, doing=purpose)
