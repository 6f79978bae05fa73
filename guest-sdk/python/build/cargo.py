"""How the build runs the Rust crate `python-snapshot`, which makes bindings and component."""

import shutil
from pathlib import Path

from . import stamps
from .layout import REPOSITORY, SNAPSHOT_CRATE, WIT, target_folder
from .progress import Log, StageFailed

CRATE = "python-snapshot"

# As everywhere in this repository: all of the workspace is selected, though one program is wanted. Cargo unites the
# features of the packages that are selected, and compiles wasmtime anew (five minutes) for every other union.
CARGO_BUILD = ("cargo", "build", "--release", "--workspace", "--locked", "--bin", CRATE)


def inputs() -> dict[str, object]:
    """What the crate's output depends on, whichever of its commands runs."""
    return {
        "crate": stamps.tree(SNAPSHOT_CRATE),
        "lock": stamps.sha256(REPOSITORY / "Cargo.lock"),
        "wit": stamps.tree(WIT),
    }


def run_crate(purpose: str, arguments: list[str | Path], log: Log) -> None:
    """Build the crate where it must be, then run it."""
    if not shutil.which("cargo"):
        raise StageFailed("cargo is not on PATH", "install Rust (README.md says how) and run again")
    log.say(f"compiling {CRATE} where it must be (from nothing: some minutes)")
    log.run(list(CARGO_BUILD), cwd=REPOSITORY, keep_env=True, doing=f"compiling {CRATE}")
    log.say(purpose)
    program = target_folder() / "release" / CRATE
    # A backtrace would push the error itself out of the tail that the user is shown.
    log.run([program, *arguments], cwd=REPOSITORY, keep_env=True, env={"RUST_BACKTRACE": "0"}, doing=purpose)
