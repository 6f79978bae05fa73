"""Where everything lives: the repository's inputs, and one folder that takes every output."""

import os
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
SDK = REPOSITORY / "guest-sdk" / "python"
PACKAGES = SDK / "packages"
GLUE = SDK / "src"
SNAPSHOT_CRATE = SDK / "snapshot"
WIT = REPOSITORY / "wit"


def target_folder() -> Path:
    """Cargo's target folder. A relative `CARGO_TARGET_DIR` counts from the repository, where cargo is run."""
    return REPOSITORY / os.environ.get("CARGO_TARGET_DIR", "target")


def default_out() -> Path:
    """Beside cargo's own output, so that one setting moves both and one `cargo clean` drops both."""
    return target_folder() / "python-runtime"


@dataclass(frozen=True)
class Run:
    """One invocation: where it writes, and what the command line chose."""

    out: Path
    jobs: int
    build_python: Path | None

    @property
    def downloads(self) -> Path:
        """Fetched archives; a file put here by hand with the right checksum is taken as it is."""
        return self.out / "downloads"

    @property
    def cpython_source(self) -> Path:
        return self.out / "sources" / "cpython"

    @property
    def zlib_source(self) -> Path:
        return self.out / "sources" / "zlib"

    @property
    def cpython_build(self) -> Path:
        return self.out / "cpython"

    @property
    def frozen(self) -> Path:
        return self.out / "frozen"

    @property
    def bindings(self) -> Path:
        return self.out / "bindings"

    @property
    def packages(self) -> Path:
        """What the server's in-process engine imports."""
        return self.out / "packages"

    @property
    def core_module(self) -> Path:
        return self.out / "python.core.wasm"
