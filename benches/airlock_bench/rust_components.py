"""The smallest handler in Rust, built as components of both worlds that Airlock answers by (`components/`)."""

from pathlib import Path

from airlock_bench import wasmtime
from airlock_bench.installing import install
from airlock_bench.places import BENCHES, airlock_binary, work_folder

SOURCES = BENCHES / "components"
REMEDY = "the rows of components need cargo, a package registry it reaches, and the targets that `airlock build` names"
# In the docroot, by world.
HANDLER = "hello-handler.wasm"
WASI_HTTP = "hello-wasi-http.wasm"


def docroot() -> Path:
    """A folder with both, built if their sources have changed."""
    folder = work_folder("components")
    for project, file in (("handler", HANDLER), ("wasi-http", WASI_HTTP)):
        install(
            f"component-{project}",
            [airlock_binary(), "build", SOURCES / project, "--out", folder / file, "--", "--locked"],
            REMEDY,
            environment={"CARGO_TARGET_DIR": str(work_folder("components-build"))},
        )
    return folder


def serve_by_wasmtime(port: int) -> list:
    """What serves the component of `wasi:http` on `port`."""
    component = docroot() / WASI_HTTP
    compiled = work_folder("components-compiled") / "hello.cwasm"
    wasmtime.compile_ahead(component, compiled)
    return wasmtime.serve(compiled, port)
