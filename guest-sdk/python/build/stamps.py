"""Caching: a stage runs again when the hash of its inputs has changed or an output has gone.

A stage's key covers its own module's source, its declared inputs, and the *contents* of what the
stages before it made. Contents, not their keys: a stage that ran again and made the same bytes
makes nobody else run.
"""

import hashlib
import json
from pathlib import Path
from types import ModuleType

from .layout import Run


def sha256(path: Path) -> str:
    """The checksum of one file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tree(root: Path, pattern: str = "**/*") -> dict[str, str]:
    """The checksums of all files below a folder, by their path; caches of Python don't count."""
    return {
        path.relative_to(root).as_posix(): sha256(path)
        for path in sorted(root.glob(pattern))
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }


def _file(run: Run, name: str) -> Path:
    return run.out / "stamps" / f"{name}.json"


def key(run: Run, stage: ModuleType) -> str:
    """The hash of all that the stage's result depends on."""
    parts = {
        "script": sha256(Path(stage.__file__)),
        "inputs": stage.inputs(run),
        "after": {name: json.loads(_file(run, name).read_text())["outputs"] for name in stage.AFTER},
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def is_current(run: Run, stage: ModuleType, wanted: str) -> bool:
    """Whether the stage's stamp is for this key and all its outputs are still there."""
    try:
        found = json.loads(_file(run, stage.NAME).read_text())["key"]
    except (OSError, ValueError, KeyError):
        return False
    return found == wanted and all(path.exists() for path in stage.outputs(run))


def drop(run: Run, stage: ModuleType) -> None:
    """Forget the stage, before it runs: an interrupted run must not look like a finished one."""
    _file(run, stage.NAME).unlink(missing_ok=True)


def write(run: Run, stage: ModuleType, used: str) -> None:
    """Record that the stage has run with this key, and what came out."""
    outputs = {path.relative_to(run.out).as_posix(): sha256(path) for path in stage.outputs(run)}
    path = _file(run, stage.NAME)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"key": used, "outputs": outputs}, indent=1) + "\n")
