"""Stage 2: the sources of CPython and zlib, fetched by checksum and unpacked."""

import shutil
import tarfile
from pathlib import Path

from . import debian, pins
from .layout import Run
from .progress import Log, StageFailed

NAME = "sources"
AFTER = ()


def inputs(run: Run) -> dict[str, str]:
    return {archive.file: archive.sha256 for archive in (pins.CPYTHON, pins.ZLIB)}


def outputs(run: Run) -> list[Path]:
    # The trees hold only what the pinned tarballs hold, so these stand for all of them.
    return [
        run.out / "sources" / "identity.txt",
        run.cpython_source / "configure",
        run.zlib_source / "zlib.h",
    ]


def build(run: Run, log: Log) -> None:
    for archive, folder in ((pins.CPYTHON, run.cpython_source), (pins.ZLIB, run.zlib_source)):
        path = debian.fetch(run, archive, log)
        log.say(f"unpacking {archive.file}")
        shutil.rmtree(folder, ignore_errors=True)
        _unpack(path, folder)
    listed = [f"{archive.sha256}  {archive.file}" for archive in (pins.CPYTHON, pins.ZLIB)]
    outputs(run)[0].write_text("\n".join(listed) + "\n")


def _unpack(archive: Path, folder: Path) -> None:
    """Unpack without the tarball's own top folder. Times are kept: make would regenerate files."""
    scratch = folder.with_name(f"{folder.name}.unpacking")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    try:
        with tarfile.open(archive) as tar:
            # Debian 12's Python has no filters yet; the checksum has vouched for the archive anyway.
            tar.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
            tar.extractall(scratch)
    except tarfile.CompressionError as error:
        raise StageFailed(
            f"this Python can't unpack {archive.name}: {error}",
            "run the build with a Python that has the lzma and zlib modules, such as Debian's python3",
        ) from error
    (top,) = scratch.iterdir()
    top.rename(folder)
    scratch.rmdir()
