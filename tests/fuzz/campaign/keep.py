"""Keeps what runs have found to be of use: the smallest inputs that cover most, in the repository."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from .places import CORPUS, FOUND

# Bytes and files for one target in the repository, what is there by hand included.
ROOM = 40_000
FILES = 64


def keep(program):
    """Puts the smallest inputs that cover something more beside those of `program` in the repository; how many."""
    own = CORPUS / program.name
    with tempfile.TemporaryDirectory() as folder:
        merged = Path(folder)
        for file in own.iterdir():
            shutil.copy(file, merged)
        command = [program, "-merge=1", "-verbosity=0", merged, FOUND / program.name]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        new = [file for file in merged.iterdir() if not (own / file.name).exists()]
        room = ROOM - sum(file.stat().st_size for file in own.iterdir())
        free = FILES - len(list(own.iterdir()))
        kept = 0
        for file in sorted(new, key=lambda file: file.stat().st_size)[:max(free, 0)]:
            room -= file.stat().st_size
            if room < 0:
                break
            shutil.copy(file, own / file.name[:12])
            kept += 1
    return kept
