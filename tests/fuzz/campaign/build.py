"""Builds the targets with cargo-fuzz, on the stable toolchain: coverage is counted by flags of LLVM's, and no sanitizer is there."""

import os
import re
import subprocess
import tomllib

from .places import FUZZ, TARGET, TOOLS

CARGO_FUZZ = "0.13.2"
# Debug assertions and overflow checks are on. What crates do for fuzzers of their own is left out: it is not what is served.
FLAGS = ["--sanitizer", "none", "--no-cfg-fuzzing", "--debug-assertions"]


class BuildFailed(Exception):
    """Why there is nothing to run."""


def rust_targets():
    """The names of the targets in Rust."""
    manifest = tomllib.loads((FUZZ / "Cargo.toml").read_text())
    return [binary["name"] for binary in manifest["bin"]]


def build():
    """Builds all targets; the folder they are in."""
    install()
    # cargo-fuzz does not ask for it: what is fuzzed is what the lockfile says.
    locked = ["cargo", "metadata", "--locked", "--format-version", "1", "--manifest-path", str(FUZZ / "Cargo.toml")]
    check(locked, "tests/fuzz/Cargo.lock is not up to date: copy Cargo.lock over it and run `cargo metadata` in tests/fuzz",
          stdout=subprocess.DEVNULL)
    environment = {**os.environ, "RUSTC_WRAPPER": str(FUZZ / "instrument")}
    command = [str(TOOLS / "bin" / "cargo-fuzz"), "fuzz", "build", "--fuzz-dir", str(FUZZ), "--target-dir", str(TARGET), *FLAGS]
    check(command, "the fuzz targets do not build; they need a C++ compiler as well (apt-get install build-essential)", env=environment)
    return TARGET / host() / "release"


def install():
    """Installs cargo-fuzz where it is missing, unoptimised: it only calls others."""
    program = TOOLS / "bin" / "cargo-fuzz"
    if program.exists() and CARGO_FUZZ in subprocess.run([program, "fuzz", "--version"], capture_output=True, text=True).stdout:
        return
    command = ["cargo", "install", "cargo-fuzz", "--version", CARGO_FUZZ, "--locked", "--debug", "--force", "--root", str(TOOLS),
               "--target-dir", str(TOOLS / "target")]
    check(command, "cargo-fuzz can not be installed: it comes from the registry that cargo uses", env={**os.environ, "CARGO_PROFILE_DEV_DEBUG": "0"})


def host():
    """The machine's target triple."""
    said = subprocess.run(["rustc", "--version", "--verbose"], capture_output=True, text=True, check=True).stdout
    return re.search(r"^host: (\S+)$", said, re.MULTILINE)[1]


def check(command, problem, **options):
    if subprocess.run(command, **options).returncode:
        raise BuildFailed("%s\n(%s)" % (problem, " ".join(map(str, command))))
