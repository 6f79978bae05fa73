"""Stage 8: everything in one WebAssembly module, `python.core.wasm`.

One statically linked module, because each further one costs every request its own instantiation.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import cpython, libz, stamps, toolchain
from .layout import GLUE, Run
from .progress import Log, StageFailed

NAME = "link"
AFTER = ("toolchain", "sources", "zlib", "cpython", "frozen", "bindings")

# Room for the interpreter's C recursion. It lies first in memory, so that running over its end
# traps at address zero instead of writing over data.
STACK_BYTES = 4 * 1024 * 1024

DEFINES = (
    "-D_WASI_EMULATED_SIGNAL", "-D_WASI_EMULATED_PROCESS_CLOCKS", "-D_WASI_EMULATED_GETPID",
    "-DPy_BUILD_CORE", "-DNDEBUG",
)
GLUE_WARNINGS = ("-Wall", "-Wextra", "-Werror")
# Functions of the C library that the glue replaces.
REPLACED = ("strerror", "clock_nanosleep")
LINK_FLAGS = (*(f"-Wl,--wrap={name}" for name in REPLACED), "-mexec-model=reactor", "-Wl,--stack-first", f"-Wl,-z,stack-size={STACK_BYTES}")
SYSTEM_LIBRARIES = (
    "-ldl", "-lwasi-emulated-signal", "-lwasi-emulated-getpid", "-lwasi-emulated-process-clocks", "-lm",
)


def inputs(run: Run) -> dict[str, object]:
    return {"glue": stamps.tree(GLUE), "flags": " ".join(toolchain.CODE_FLAGS)}


def outputs(run: Run) -> list[Path]:
    return [run.core_module]


def build(run: Run, log: Log) -> None:
    glue = sorted(GLUE.glob("*.c"))
    if not glue:
        raise StageFailed(f"there is no C source in {GLUE}", "check out guest-sdk/python/src")
    tools = toolchain.load(run)
    folder = run.out / "objects"
    folder.mkdir(exist_ok=True)
    # C23 for #embed; the bindings are not ours to correct, so only the glue is held to our warnings.
    units = [(path, ["-std=c23", *GLUE_WARNINGS]) for path in glue]
    units += [(run.bindings / "interpreter.c", ["-w"]), (run.frozen / "frozen_stdlib.c", ["-std=c23"])]

    def compile_unit(unit: tuple[Path, list[str]]) -> Path:
        path, flags = unit
        object_file = folder / f"{path.stem}.o"
        command = [*tools.cc(), *toolchain.CODE_FLAGS, *DEFINES, *flags, *_includes(run)]
        # Relative to its folder: `__FILE__` must not carry a path of this machine.
        command += ["-c", path.name, "-o", object_file]
        log.run(command, cwd=path.parent, doing=f"compiling {path.name}")
        return object_file

    log.say(f"compiling {len(units)} C files")
    with ThreadPoolExecutor(run.jobs) as pool:
        objects = list(pool.map(compile_unit, units))
    log.say(f"linking {run.core_module.name}")
    libraries = [*cpython.libraries(run), libz.library(run), *SYSTEM_LIBRARIES]
    types = run.bindings / "interpreter_component_type.o"
    command = [*tools.cc(), *LINK_FLAGS, *objects, types, *libraries, "-o", run.core_module]
    log.run(command, doing=f"linking {run.core_module.name}")


def _includes(run: Run) -> list[str]:
    """Headers that are not the glue's own, as system headers: their warnings don't count."""
    folders = (
        run.cpython_source / "Include",
        run.cpython_source / "Include" / "internal",
        run.cpython_build,
        run.bindings,
        run.frozen,
    )
    return [word for folder in folders for word in ("-isystem", str(folder))]
