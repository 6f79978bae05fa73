"""Stage 1: a C compiler for wasm32-wasi, and a C library for it.

The compiler is Debian's; the library is Debian trixie's `wasi-libc`, unpacked beside it, since
bookworm's own is too old for CPython 3.13. `WASI_SDK_PATH` replaces both.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import debian, pins
from .layout import Run
from .progress import Log, StageFailed

NAME = "toolchain"
AFTER = ()

TARGET = "wasm32-wasi"
LLVM = "19"

# One set for everything that ends up in the module: mixed features would not link.
CODE_FLAGS = ("-O3", "-msimd128", "-mbulk-memory")


@dataclass(frozen=True)
class Toolchain:
    """The programs by name or path, and the library's root."""

    clang: str
    clangxx: str
    ar: str
    ranlib: str
    sysroot: Path

    def cc(self) -> list[str]:
        return [self.clang, f"--target={TARGET}", f"--sysroot={self.sysroot}"]

    def cxx(self) -> list[str]:
        return [self.clangxx, f"--target={TARGET}", f"--sysroot={self.sysroot}"]


def load(run: Run) -> Toolchain:
    """The tools that this stage has made ready."""
    if sdk := wasi_sdk():
        tool = {name: str(sdk / "bin" / name) for name in ("clang", "clang++", "llvm-ar", "llvm-ranlib")}
        sysroot = sdk / "share" / "wasi-sysroot"
    else:
        tool = {name: f"{name}-{LLVM}" for name in ("clang", "clang++", "llvm-ar", "llvm-ranlib")}
        sysroot = _unpacked(run) / "usr"
    return Toolchain(tool["clang"], tool["clang++"], tool["llvm-ar"], tool["llvm-ranlib"], sysroot)


def inputs(run: Run) -> dict[str, str]:
    clang = load(run).clang
    return {
        "wasi-sdk": str(wasi_sdk()),
        "wasi-libc": pins.WASI_LIBC.sha256,
        # So that an upgraded compiler compiles everything again.
        "compiler": _version(clang) if shutil.which(clang) else "missing",
        "parts": " ".join(_missing()),
    }


def outputs(run: Run) -> list[Path]:
    return [run.out / "toolchain" / "identity.txt"]


def build(run: Run, log: Log) -> None:
    if sdk := wasi_sdk():
        if not (sdk / "bin" / "clang").exists():
            raise StageFailed(
                f"WASI_SDK_PATH is {sdk}, which has no bin/clang",
                "point it at an unpacked WASI SDK of version 24 or newer, or unset it",
            )
        library = f"sdk {sdk.name}"
    else:
        debian.require(_missing(), log)
        archive = debian.fetch(run, pins.WASI_LIBC, log)
        shutil.rmtree(_unpacked(run), ignore_errors=True)
        _unpacked(run).mkdir(parents=True)
        log.run(["dpkg", "-x", archive, _unpacked(run)], remedy=debian.remedy(["dpkg"]))
        library = pins.WASI_LIBC.sha256
    identity = outputs(run)[0]
    identity.parent.mkdir(parents=True, exist_ok=True)
    identity.write_text(f"{_version(load(run).clang)}{library}\n")


def wasi_sdk() -> Path | None:
    """The SDK that the user has set to be used in place of Debian's packages."""
    path = os.environ.get("WASI_SDK_PATH")
    return Path(path).resolve() if path else None


def _unpacked(run: Run) -> Path:
    return run.out / "toolchain" / "wasi-libc"


def _version(clang: str) -> str:
    done = subprocess.run([clang, "--version"], capture_output=True, text=True, check=False)
    return done.stdout


def _missing() -> list[str]:
    """The Debian packages to install, each known by the one file that we need from it."""
    if wasi_sdk():
        return []
    builtins = Path(f"/usr/lib/llvm-{LLVM}/lib/clang/{LLVM}/lib/wasi/libclang_rt.builtins-wasm32.a")
    present = {
        f"clang-{LLVM}": shutil.which(f"clang-{LLVM}"),
        f"lld-{LLVM}": shutil.which(f"wasm-ld-{LLVM}"),
        f"llvm-{LLVM}": shutil.which(f"llvm-ar-{LLVM}"),
        f"libclang-rt-{LLVM}-dev-wasm32": builtins.exists(),
    }
    return [package for package, there in present.items() if not there]
