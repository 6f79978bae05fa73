"""Stage 6: the standard library and our own packages as frozen modules, in one C file.

The result is an array for `PyImport_FrozenModules`. CPython looks there before its own frozen
modules, so with it the interpreter starts and imports with no file system at all. (The import
system's own bootstrap modules are in a table that nothing replaces.)
"""

import json
import shutil
from pathlib import Path

from . import cpython, native, stamps, stdlib_selection
from .layout import PACKAGES, Run
from .progress import Log, StageFailed

NAME = "frozen"
AFTER = ("sources", "native", "cpython")

WORKER = Path(__file__).with_name("compile_modules.py")

HEADER = """\
/* Written by guest-sdk/python/build. All pure-Python modules of the runtime, ending in a zero entry. */
#ifndef AIRLOCK_FROZEN_STDLIB_H
#define AIRLOCK_FROZEN_STDLIB_H
#include "Python.h"
extern const struct _frozen airlock_frozen_modules[];
#endif
"""

# #embed (C23) hands the compiler the bytes as they are: as a list of numbers the same file takes
# a minute to parse.
SOURCE = """\
/* Written by guest-sdk/python/build. */
#include "frozen_stdlib.h"

static const unsigned char code[] = {{
#embed "frozen_stdlib.bin"
}};

const struct _frozen airlock_frozen_modules[] = {{
{entries}
    {{0, 0, 0, 0}},
}};
"""


def inputs(run: Run) -> dict[str, object]:
    return {
        "packages": stamps.tree(PACKAGES, "**/*.py"),
        "selection": stamps.sha256(Path(stdlib_selection.__file__)),
        "worker": stamps.sha256(WORKER),
    }


def outputs(run: Run) -> list[Path]:
    return [run.frozen / name for name in ("frozen_stdlib.c", "frozen_stdlib.h", "frozen_stdlib.bin")]


def build(run: Run, log: Log) -> None:
    shutil.rmtree(run.frozen, ignore_errors=True)
    run.frozen.mkdir(parents=True)
    python = native.load(run)
    if (found := native.probe(python)[0]) != (wanted := native.magic(run)):
        raise StageFailed(
            f"{python} would write code with the magic number {found or '(it does not run)'}, "
            f"which CPython {wanted} can't read",
            f"delete {run.out / 'stamps' / 'native.json'} and run the build again",
        )
    modules = stdlib_selection.select(
        run.cpython_source / "Lib", PACKAGES, [cpython.sysconfig_data(run)]
    )
    log.say(f"compiling {len(modules)} modules")
    source, header, blob = outputs(run)
    manifest, index = run.frozen / "manifest.json", run.frozen / "index.json"
    manifest.write_text(json.dumps(modules))
    log.run(
        # No site, no user packages, no byte code beside the sources.
        [python, "-S", "-s", "-B", "-X", "utf8", WORKER, manifest, blob, index],
        doing="compiling the modules",
        remedy="correct the module that the log names",
    )
    header.write_text(HEADER)
    source.write_text(SOURCE.format(entries="\n".join(_entries(json.loads(index.read_text())))))


def _entries(index: list[list]) -> list[str]:
    by_name = {name: rest for name, *rest in index}
    for alias, name in stdlib_selection.ALIASES.items():
        by_name[alias] = by_name[name]
    return [
        f'    {{"{name}", code + {offset}, {size}, {int(is_package)}}},'
        for name, (offset, size, is_package) in sorted(by_name.items())
    ]
