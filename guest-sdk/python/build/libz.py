"""Stage 4: zlib as a static library, for Python's `zlib` and `gzip`."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import toolchain
from .layout import Run
from .progress import Log

NAME = "zlib"
AFTER = ("toolchain", "sources")

# All of zlib but the gz* files, which do file input and output that CPython does itself.
UNITS = (
    "adler32", "compress", "crc32", "deflate", "infback", "inffast", "inflate", "inftrees", "trees",
    "uncompr", "zutil",
)


def inputs(run: Run) -> dict[str, str]:
    return {"flags": " ".join(toolchain.CODE_FLAGS)}


def outputs(run: Run) -> list[Path]:
    return [library(run)]


def library(run: Run) -> Path:
    return run.out / "zlib" / "libz.a"


def build(run: Run, log: Log) -> None:
    tools = toolchain.load(run)
    folder = library(run).parent
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)

    def compile_unit(unit: str) -> Path:
        object_file = folder / f"{unit}.o"
        # Relative to the source: no path of this machine gets into the object.
        command = [*tools.cc(), *toolchain.CODE_FLAGS, "-DHAVE_UNISTD_H", "-c", f"{unit}.c"]
        log.run([*command, "-o", object_file], cwd=run.zlib_source, doing=f"compiling {unit}.c")
        return object_file

    with ThreadPoolExecutor(run.jobs) as pool:
        objects = list(pool.map(compile_unit, UNITS))
    log.run([tools.ar, "rcs", library(run), *objects])
