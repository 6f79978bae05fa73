"""The part of `imp` that handlers use. The standard library dropped it in Python 3.12."""

import importlib.machinery
import importlib.util
import sys
from importlib._bootstrap import _exec, _load_unlocked
from importlib.machinery import ModuleSpec
from types import ModuleType

import _airlock
from airlock_runtime import docroot, docroot_importer

SEARCH_ERROR, PY_SOURCE, PY_COMPILED, C_EXTENSION, PY_RESOURCE, PKG_DIRECTORY, C_BUILTIN, PY_FROZEN, \
    PY_CODERESOURCE, IMP_HOOK = range(10)


def new_module(name):
    """An empty module that is not in `sys.modules`."""
    return ModuleType(name)


def load_source(name, pathname, file=None):
    """Run the source file as module `name`, anew if there is one of that name."""
    inside = docroot.below(pathname)
    if inside is None:
        raise FileNotFoundError(2, "No such file or directory", pathname)
    spec = ModuleSpec(name, docroot_importer.loader(pathname, _airlock.load(inside)), origin=pathname)
    spec.has_location = True
    if name in sys.modules:
        return _exec(spec, sys.modules[name])
    return _load_unlocked(spec)  # the lock that `_load` takes is for other requests' modules as well


def reload(module):
    """Run a module's code again."""
    return importlib.reload(module)


def find_module(name, path=None):
    """(file, path, (suffix, mode, kind)) of a module, for `load_module`."""
    for finder in _finders(path):
        spec = finder.find_spec(name, None)
        if spec is not None and spec.origin is not None:
            if spec.submodule_search_locations is not None:
                return None, spec.submodule_search_locations[0], ("", "", PKG_DIRECTORY)
            return open(spec.origin, "rb"), spec.origin, (".py", "r", PY_SOURCE)
    raise ImportError("No module named %r" % name, name=name)


def _finders(path):
    for entry in sys.path if path is None else path:
        finder = importlib.machinery.PathFinder._path_importer_cache(entry)
        if finder is not None:
            yield finder


def load_module(name, file, filename, details):
    """Load what `find_module` found."""
    kind = details[2]
    if kind == PY_SOURCE:
        return load_source(name, filename, file)
    if kind == PKG_DIRECTORY:
        return load_package(name, filename)
    raise ImportError("only source files and packages can be loaded", name=name)


def load_package(name, path):
    """Run a folder's `__init__.py` as package `name`."""
    pathname = path + "/__init__.py"
    inside = docroot.below(pathname)
    if inside is None:
        raise FileNotFoundError(2, "No such file or directory", pathname)
    spec = ModuleSpec(name, docroot_importer.loader(pathname, _airlock.load(inside)), origin=pathname, is_package=True)
    spec.has_location = True
    spec.submodule_search_locations = [path]
    if name in sys.modules:
        return _exec(spec, sys.modules[name])
    return _load_unlocked(spec)  # the lock that `_load` takes is for other requests' modules as well


def get_suffixes():
    """(suffix, mode, kind) of what can be loaded."""
    return [(".py", "r", PY_SOURCE)]


def get_tag():
    """The tag in the names of compiled files, of which there are none here."""
    return sys.implementation.cache_tag


def cache_from_source(path, debug_override=None):
    """Where Python keeps the compiled form of a source file."""
    return importlib.util.cache_from_source(path, debug_override)


def source_from_cache(path):
    """The source file of a compiled one."""
    return importlib.util.source_from_cache(path)


def is_builtin(name):
    """1 for a module that is part of the interpreter, else 0."""
    return int(name in sys.builtin_module_names)


def is_frozen(name):
    """Whether a module is frozen into the interpreter."""
    return importlib.machinery.FrozenImporter.find_spec(name) is not None


def lock_held():
    """Whether the import lock is held: no other thread exists that could."""
    return False


def acquire_lock():
    """Take the import lock: nothing to do with one thread."""


def release_lock():
    """Let the import lock go."""


class NullImporter:
    """A finder that finds nothing."""

    def __init__(self, path):
        if path == "":
            raise ImportError("empty pathname", path="")

    def find_spec(self, fullname, target=None):
        return None


