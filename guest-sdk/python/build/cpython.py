"""Stage 5: CPython for wasm32-wasi, as static libraries.

It is CPython's own configure and make, without its driver scripts. Extension modules are built in.
Those for which the sandbox has nothing to offer are left out, so that importing them says so.
"""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

from . import debian, libz, native, pins, toolchain
from .layout import Run
from .progress import Log, StageFailed

NAME = "cpython"
AFTER = ("toolchain", "sources", "native", "zlib")

LIBPYTHON = f"libpython{pins.PYTHON_VERSION}.a"
HELPERS = (
    "Modules/_hacl/libHacl_Hash_SHA2.a",
    "Modules/expat/libexpat.a",
    "Modules/_decimal/libmpdec/libmpdec.a",
)
SYSCONFIG_DATA = "_sysconfigdata__wasi_wasm32-wasi.py"

# configure leaves out most of what can't work on WASI; these it would build.
#   _socket  no sockets behind the wall
#   _lsprof  a profiler, of no use to one request
DISABLED = ("_socket", "_lsprof")

# What must be in, whatever configure thought it could not find.
REQUIRED = (
    "_blake2", "_bisect", "_codecs_jp", "_csv", "_datetime", "_decimal", "_elementtree", "_heapq",
    "_json", "_md5", "_multibytecodec", "_pickle", "_random", "_sha1", "_sha2", "_sha3", "_struct",
    "_zoneinfo", "array", "binascii", "math", "pyexpat", "select", "unicodedata", "zlib",
)
FORBIDDEN = ("_ctypes", "_multiprocessing", "_posixsubprocess", "_ssl", "readline", *DISABLED)

# The default on machines that configure knows nothing of is FNV, whose collisions anybody can compute.
HASH = "--with-hash-algorithm=siphash13"
OPTIONS = ("--host=wasm32-wasi", "--prefix=/usr", "--disable-test-modules", "--without-ensurepip", HASH)


def inputs(run: Run) -> dict[str, str]:
    return {"flags": " ".join(toolchain.CODE_FLAGS)}


def outputs(run: Run) -> list[Path]:
    return [*libraries(run), run.cpython_build / "pyconfig.h", sysconfig_data(run)]


def libraries(run: Run) -> list[Path]:
    """The archives to link, in link order."""
    return [run.cpython_build / name for name in (LIBPYTHON, *HELPERS)]


def sysconfig_data(run: Run) -> Path:
    return run.cpython_build / "sysconfig" / SYSCONFIG_DATA


def build(run: Run, log: Log) -> None:
    if not shutil.which("make"):
        debian.require(["make"], log)
    folder = run.cpython_build
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "Modules").mkdir(parents=True)
    (folder / "Modules" / "Setup.local").write_text(f"*disabled*\n{' '.join(DISABLED)}\n")

    log.say("configuring for wasm32-wasi")
    _configure(run, log)
    log.say(f"compiling {LIBPYTHON}")
    log.run(["make", f"-j{run.jobs}", LIBPYTHON, *HELPERS], cwd=folder)
    log.run(["make", "pybuilddir.txt"], cwd=folder)
    _check_modules(folder, log)
    _write_sysconfig_data(run)


def _configure(run: Run, log: Log) -> None:
    folder = run.cpython_build
    # Relative, as all paths here that the compiler sees: they end up in the module.
    source = Path(os.path.relpath(run.cpython_source, folder))
    tools = toolchain.load(run)
    nothing = folder / "no-pkg-config"
    nothing.mkdir()
    environment = {
        "CONFIG_SITE": str(source / "Tools" / "wasm" / "config.site-wasm32-wasi"),
        # The host's libffi must not be found: `_ctypes` would be attempted, and fail.
        "PKG_CONFIG_LIBDIR": str(nothing),
        "PKG_CONFIG_PATH": "",
        "CC": shlex.join(tools.cc()),
        "CXX": shlex.join(tools.cxx()),
        "CPP": shlex.join([*tools.cc(), "-E"]),
        "AR": tools.ar,
        "RANLIB": tools.ranlib,
        "OPT": "",
        "CFLAGS": shlex.join(["-DNDEBUG", *toolchain.CODE_FLAGS]),
        "ZLIB_CFLAGS": f"-I{os.path.relpath(run.zlib_source, folder)}",
        "ZLIB_LIBS": os.path.relpath(libz.library(run), folder),
    }
    machine = _output_of(source / "config.guess", folder)
    options = [*OPTIONS, f"--build={machine}", f"--with-build-python={native.load(run)}"]
    log.run([source / "configure", *options], cwd=folder, env=environment)


def _output_of(program: Path, folder: Path) -> str:
    done = subprocess.run([program], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _check_modules(folder: Path, log: Log) -> None:
    """A module that configure dropped in silence would be missed only by a handler, at run time."""
    built_in = set(re.findall(r'^\s*\{"(\w+)", PyInit', (folder / "Modules" / "config.c").read_text(), re.M))
    missing = sorted(set(REQUIRED) - built_in)
    unwanted = sorted(set(FORBIDDEN) & built_in)
    if missing or unwanted:
        raise StageFailed(
            f"CPython was configured without {missing} and with {unwanted}",
            f"see {log.path} for configure's reasons", log,
        )


def _write_sysconfig_data(run: Run) -> None:
    """The build's settings, for `sysconfig`, without this machine's paths."""
    folder = run.cpython_build
    text = (folder / (folder / "pybuilddir.txt").read_text().strip() / SYSCONFIG_DATA).read_text()
    hidden = {
        native.load(run): f"python{pins.PYTHON_VERSION}",
        toolchain.load(run).sysroot: "/sysroot",
        toolchain.wasi_sdk(): "/wasi-sdk",
        run.out: "/build",
    }
    for path, shown in hidden.items():
        text = text.replace(str(path), shown) if path else text
    sysconfig_data(run).parent.mkdir(exist_ok=True)
    sysconfig_data(run).write_text(text)
