"""Which pure-Python modules go into the runtime, and under which names."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

# Where a handler sees its modules to be, in tracebacks and `__code__.co_filename`.
LIBRARY = "/usr/lib/python3.13"

# Left out, with all below them: what tests or installs Python itself, what needs a screen, a
# terminal or a library that the sandbox does not have. Modules that only *may* need such a thing
# stay in; importing or calling them says what is missing.
EXCLUDED = frozenset({
    "__hello__", "__phello__", "_aix_support", "_android_support", "_apple_support", "_ios_support",
    "_osx_support", "antigravity", "ctypes", "curses", "dbm.gnu", "dbm.ndbm", "dbm.sqlite3",
    "distutils", "encodings.mbcs", "encodings.oem", "ensurepip", "idlelib", "lib2to3", "msilib",
    "pty", "pydoc_data", "site-packages", "sqlite3", "test", "this", "tkinter", "tty", "turtle",
    "turtledemo", "venv",
    "airlock_in_process",  # for CPython outside the sandbox
})

# A second name of a module that CPython's own table of frozen modules has, and ours replaces.
ALIASES = {"os.path": "posixpath"}


class Module(NamedTuple):
    """One module to compile: its name, its file here, and the file name that it will show."""

    name: str
    source: str
    filename: str
    is_package: bool


def select(stdlib: Path, packages: Path, extra: list[Path]) -> list[Module]:
    """The standard library's modules, our packages and single files; ours win where names meet."""
    found = {module.name: module for module in _walk(stdlib) if not _excluded(module.name)}
    found |= {module.name: module for module in _walk(packages) if not _excluded(module.name)}
    for path in extra:
        found[path.stem] = Module(path.stem, str(path), f"{LIBRARY}/{path.name}", False)
    return sorted(found.values())


def _walk(root: Path) -> Iterator[Module]:
    for path in sorted(root.rglob("*.py")):
        relative = path.relative_to(root)
        is_package = path.name == "__init__.py"
        parts = relative.parent.parts if is_package else relative.with_suffix("").parts
        if parts:
            yield Module(".".join(parts), str(path), f"{LIBRARY}/{relative.as_posix()}", is_package)


def _excluded(name: str) -> bool:
    parts = name.split(".")
    return any(".".join(parts[:count]) in EXCLUDED for count in range(1, len(parts) + 1))
