"""`wasmtime serve`: the program, built from cargo's registry (a long build, done once), and how it serves a component."""

import shutil
from pathlib import Path

from airlock_bench.installing import install, output_of
from airlock_bench.places import work_folder
from airlock_bench.progress import say

NAME = "wasmtime"
VERSION = "48.0.8"
# All that serving takes, with the engine's compiler and its pool of instances; less to build than the default.
FEATURES = "run,serve,compile,parallel-compilation,pooling-allocator,component-model-async"
REMEDY = "the wasmtime rows need cargo and a package registry it reaches; `--rows` leaves them out"


def serve(component: Path, port: int) -> list:
    """What serves a component, compiled ahead of time, on `port`: a fresh instance for each request."""
    # Components import more of WASI than `serve` gives by itself, a language's library for example.
    options = ["-S", "cli", "--allow-precompiled", "--addr", f"127.0.0.1:{port}"]
    return [program(), "serve", *options, component]


def compile_ahead(component: Path, compiled: Path) -> None:
    """Compile a component for this machine."""
    install("component-compile", [program(), "compile", component, "-o", compiled], REMEDY)


def version() -> str:
    """As the program gives it."""
    return output_of([program(), "--version"])


def program() -> Path:
    """The program, built if need be."""
    root = work_folder("wasmtime")
    built = root / "bin/wasmtime"
    if VERSION not in output_of([built, "--version"]).split():
        say(f"building wasmtime-cli {VERSION} from cargo's registry, once; several minutes")
        options = ["--locked", "--no-default-features", "--features", FEATURES, "--force", "--root", root]
        build = root / "build"
        install(
            "wasmtime",
            ["cargo", "install", f"wasmtime-cli@{VERSION}", *options],
            REMEDY,
            environment={"CARGO_TARGET_DIR": str(build)},
        )
        shutil.rmtree(build, ignore_errors=True)
    return built
