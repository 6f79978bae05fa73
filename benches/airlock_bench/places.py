"""Where things lie: the sources of the benchmark, and its own folder under the target folder."""

import os
from pathlib import Path

from airlock_bench.failure import Failure

BENCHES = Path(__file__).resolve().parent.parent
REPOSITORY = BENCHES.parent
HANDLERS = BENCHES / "handlers"
PEERS = BENCHES / "peers"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR") or REPOSITORY / "target").resolve()
WORK = TARGET / "bench"


def airlock_binary() -> Path:
    """The program under measurement; `AIRLOCK_BIN` names another one."""
    named = os.environ.get("AIRLOCK_BIN")
    binary = Path(named).resolve() if named else TARGET / "release" / "airlock"
    if not binary.is_file():
        raise Failure(f"{binary} is missing: run `make` first, or name a built program in AIRLOCK_BIN")
    return binary


def work_folder(name: str) -> Path:
    """A folder of that name in the benchmark's own place, made if need be."""
    folder = WORK / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder
