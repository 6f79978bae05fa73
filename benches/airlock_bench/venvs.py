"""Virtual environments under the target folder, one for each peer that comes from PyPI."""

import sys
from pathlib import Path

from airlock_bench.installing import install
from airlock_bench.places import WORK
from airlock_bench.progress import say


def environment(name: str, requirements: list[Path], module: str) -> Path:
    """The environment's folder. It is made again when the requirements change."""
    folder = WORK / f"{name}-venv"
    wanted = sys.version + "".join(file.read_text() for file in requirements)
    stamp = folder / "installed-from.txt"
    if stamp.is_file() and stamp.read_text() == wanted:
        return folder
    say(f"installing {name} from PyPI")
    remedy = f"{name} needs Python's venv (apt-get install python3-venv) and a package index that pip reaches"
    install(f"{name}-venv", [sys.executable, "-m", "venv", "--clear", folder], remedy)
    pip = [folder / "bin/python", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    for file in requirements:
        options = ["--require-hashes", "--no-build-isolation", "--use-pep517", "-r", file]
        install(f"{name}-{file.stem}", pip + options, remedy)
    install(f"{name}-import", [folder / "bin/python", "-c", f"import {module}"], remedy)
    # Written last: an environment that was left half made is made again.
    stamp.write_text(wanted)
    return folder
