"""Imports from below the docroot, by asking the host.

A path entry that lies in the docroot (the docroot itself, a folder that a handler put on `sys.path`, a package's
`__path__`) gets a finder that asks `_airlock.find` for one part of a dotted name. What is found comes compiled.
"""

import os
import sys
from importlib.machinery import ModuleSpec

import _airlock

from . import compiled_patterns, docroot


class DocrootLoader:
    """Runs the code that the finder got."""

    def __init__(self, path, code):
        self.path = path
        self.code = code

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        exec(self.get_code(module.__name__), module.__dict__)

    def get_code(self, fullname):
        compiled_patterns.offer(self.code)
        return self.code

    def get_filename(self, fullname):
        return self.path

    def is_package(self, fullname):
        return self.path.endswith("/__init__.py")

    def get_source(self, fullname):
        """The source text: what `linecache` and `inspect` ask for."""
        import tokenize
        try:
            with tokenize.open(self.path) as file:
                return file.read()
        except OSError as error:
            raise ImportError("the source of %s can not be read" % fullname, name=fullname) from error

    def get_data(self, path):
        """A file next to the module: what `pkgutil.get_data` asks for."""
        with open(path, "rb") as file:
            return file.read()

    def get_resource_reader(self, fullname):
        """The files next to the module: what `importlib.resources` asks for."""
        from importlib.readers import FileReader
        return FileReader(self)


SITE_PACKAGES = "/site-packages"  # in the docroot: other people's packages
loader = DocrootLoader  # an engine may have one of its own


class DocrootFinder:
    """Finds modules in one folder below the docroot."""

    def __init__(self, folder):
        self.folder = folder

    def find_spec(self, fullname, target=None):
        try:
            found = _airlock.find(self.folder, fullname.rpartition(".")[2])
        except PermissionError as error:
            if _asked_from_docroot():
                raise
            # The standard library asks for many a module that need not be there, and expects an ImportError.
            raise ModuleNotFoundError("No module named %r: %s" % (fullname, error), name=fullname) from error
        if found is None:
            return None
        kind, path, code = found
        location = "%s/%s" % (docroot.root(), path)
        if kind == "namespace":
            spec = ModuleSpec(fullname, None, is_package=True)
            spec.submodule_search_locations = [location]
            return spec
        spec = ModuleSpec(fullname, loader(location, code), origin=location)
        spec.has_location = True
        if kind == "package":
            spec.submodule_search_locations = [location.rpartition("/")[0]]
        return spec

    def iter_modules(self, prefix=""):
        """(name, is it a package) of each module in the folder: what `pkgutil.iter_modules` asks for."""
        folder = os.path.join(docroot.root(), self.folder)
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            return  # like the standard library's own finder
        for name in names:
            if name.endswith(".py"):
                if name != "__init__.py" and name.count(".") == 1:
                    yield prefix + name[:-3], False
            elif "." not in name and os.path.isfile(os.path.join(folder, name, "__init__.py")):
                yield prefix + name, True

    def invalidate_caches(self):
        """Nothing is cached here."""


def _asked_from_docroot():
    """Whether the import under way was written in the docroot, or went through importlib from there."""
    frame = sys._getframe(2)
    while frame is not None and "importlib" in frame.f_code.co_filename:
        frame = frame.f_back
    return frame is not None and frame.f_code.co_filename.startswith(docroot.root() + "/")


def path_hook(entry):
    """For `sys.path_hooks`: a finder for an entry that lies in the docroot."""
    folder = docroot.below(entry)
    if folder is None:
        raise ImportError("not in the docroot", path=entry)
    return DocrootFinder(folder)


def install():
    """Look in the docroot first, for whatever is not imported yet."""
    sys.path_hooks.insert(0, path_hook)
    if docroot.ROOT not in sys.path:
        sys.path[:0] = docroot.ROOT, docroot.ROOT + SITE_PACKAGES
