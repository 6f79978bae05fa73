"""The obvious sandbox: `wasmtime serve` with a component made by componentize-py, a fresh instance for each request.

The component is made from the handlers of this benchmark.
"""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

from airlock_bench import wasmtime
from airlock_bench.installing import install, output_of
from airlock_bench.failure import Failure
from airlock_bench.places import HANDLERS, PEERS, work_folder
from airlock_bench.progress import say
from airlock_bench.venvs import environment

NAME = "wasmtime serve"
WORLD = "wasi:http/proxy@0.2.12"
SOURCES = PEERS / "componentize-py"


def command(port: int) -> list:
    """What serves the component on `port`."""
    return wasmtime.serve(_component(), port)


def version() -> str:
    """Of the program and of the tool that made the component."""
    tool = output_of([_venv() / "bin/componentize-py", "--version"])
    return f"{wasmtime.version()}, {tool}"


def _venv() -> Path:
    return environment("componentize-py", [SOURCES / "requirements.txt"], "componentize_py")


def _component() -> Path:
    """The component, compiled ahead of time; made again when a file that it is made of changes."""
    sources = [SOURCES / "app.py", SOURCES / "requirements.txt", *sorted(HANDLERS.glob("he*.py"))]
    digest = hashlib.sha256(wasmtime.VERSION.encode() + b"".join(file.read_bytes() for file in sources)).hexdigest()[:16]
    folder = work_folder("component")
    compiled = folder / f"handlers-{digest}.cwasm"
    if compiled.is_file():
        return compiled
    say("making the component with componentize-py")
    # A copy: the tool leaves compiled files beside the sources it imports.
    shutil.rmtree(folder)
    sources_copy = folder / "sources"
    sources_copy.mkdir(parents=True)
    for file in sources:
        shutil.copy(file, sources_copy)
    component = folder / "handlers.wasm"
    tool = [_venv() / "bin/componentize-py", "-d", _wit(), "-w", WORLD, "componentize", "-p", sources_copy, "app"]
    install("component", [*tool, "-o", component], wasmtime.REMEDY)
    wasmtime.compile_ahead(component, compiled)
    return compiled


def _wit() -> Path:
    """The WIT of the world: it comes with the crate that the program implements it by."""
    folder = work_folder("wit")
    (folder / "src").mkdir(exist_ok=True)
    (folder / "src/lib.rs").touch()
    (folder / "Cargo.toml").write_text(
        '[package]\nname = "wit"\nversion = "0.0.0"\nedition = "2021"\n\n[workspace]\n\n'
        f'[dependencies]\nwasmtime-wasi-http = {{ version = "={wasmtime.VERSION}", default-features = false }}\n'
    )
    asked = subprocess.run(
        ["cargo", "metadata", "--format-version", "1", "--manifest-path", folder / "Cargo.toml"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "CARGO_TARGET_DIR": str(folder)},
    )
    if asked.returncode != 0:
        raise Failure(f"the crate wasmtime-wasi-http is out of reach; {wasmtime.REMEDY}\n{asked.stderr.decode(errors='replace')}")
    packages = json.loads(asked.stdout)["packages"]
    manifest = next(package["manifest_path"] for package in packages if package["name"] == "wasmtime-wasi-http")
    return Path(manifest).parent / "wit"
