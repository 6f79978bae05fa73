"""How `import` works when requests have modules of their own.

CPython asks `importlib._bootstrap._find_and_load` for every module that is not in its own table yet. Here that first finds
out whose the module is: one from the docroot is loaded for the request alone, without the locks that shared modules need
(their names would be those of other requests' modules too); for any other one the request's view is put aside, so that a
shared module never gets hold of a request's.
"""

import _imp
import importlib._bootstrap as bootstrap
import importlib._bootstrap_external as external
import sys
from types import ModuleType

import _airlock
from airlock_runtime import docroot
from airlock_runtime.docroot_importer import DocrootLoader, path_hook

from .view import current, shared_modules

_find_and_load_shared = bootstrap._find_and_load
_find_and_load_unlocked = bootstrap._find_and_load_unlocked


def _find_and_load(name, import_):
    view = current.view
    if view is None:
        return _find_and_load_shared(name, import_)
    if _is_own(view, name.partition(".")[0]):
        with view.importing:
            if view.modules.is_own(name):
                return view.modules[name]
            return _find_and_load_unlocked(name, import_)
    current.view = None
    try:
        return _find_and_load_shared(name, import_)
    finally:
        current.view = view


def _is_own(view, top):
    """Whether the top-level module is, or would be, the request's own."""
    if view.modules.is_own(top):
        return True
    if top in view.modules or top in sys.builtin_module_names:
        return False
    spec = bootstrap._find_spec(top, None)
    if spec is None:
        return False
    view.found = top, spec
    if isinstance(spec.loader, DocrootLoader):
        return True
    locations = spec.submodule_search_locations
    return spec.origin is None and locations is not None and any(docroot.below(place) is not None for place in locations)


class OwnLoader(DocrootLoader):
    """Runs a module, which its package knows from the beginning.

    The interpreter looks for a module that is still being imported (`from . import other` in a circle) in its own table,
    where a request's modules are not.
    """

    def exec_module(self, module):
        parent, _, child = module.__name__.rpartition(".")
        package = current.view.modules.get(parent) if parent and current.view is not None else None
        if package is None or child in vars(package):
            bootstrap._call_with_frames_removed(exec, self.code, module.__dict__)
            return
        setattr(package, child, module)
        try:
            bootstrap._call_with_frames_removed(exec, self.code, module.__dict__)
        except BaseException:
            vars(package).pop(child, None)
            raise


class Guard:
    """Lets no finder but the docroot's find a file in the docroot: what runs there has to be asked for from the host."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        view = current.view
        if view is None:
            return None
        found, view.found = view.found, None
        if found is not None and found[0] == name and path is None:
            return found[1]
        spec = external.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.has_location and not isinstance(spec.loader, DocrootLoader):
            if docroot.below(spec.origin) is not None:
                raise ImportError("%s lies in the docroot, but is not imported from there" % name, name=name)
        return spec


def _get_code(self, fullname):
    """As of SourceFileLoader; a file in the docroot comes from the host, which asks the trust rules."""
    if current.view is not None:
        inside = docroot.below(self.path)
        if inside is not None:
            return _airlock.load(inside)
    return _get_code_of_file(self, fullname)


_get_code_of_file = external.SourceFileLoader.get_code


def _refuse_in_docroot(path):
    """What has been compiled elsewhere, by whomever, has no text that the trust rules could be asked about."""
    if current.view is not None and docroot.below(path) is not None:
        raise ImportError("%s lies in the docroot, from where nothing but Python source is run" % path, path=path)


def _get_compiled_code(self, fullname):
    """As of SourcelessFileLoader, but for files in the docroot."""
    _refuse_in_docroot(self.path)
    return _get_code_of_compiled_file(self, fullname)


_get_code_of_compiled_file = external.SourcelessFileLoader.get_code


def _create_extension(self, spec):
    """As of ExtensionFileLoader, but for files in the docroot."""
    _refuse_in_docroot(spec.origin)
    return _create_extension_of_file(self, spec)


_create_extension_of_file = external.ExtensionFileLoader.create_module


def _of_importlib(function, module):
    """The function with the name of importlib's file: tracebacks leave its frame out."""
    function.__code__ = function.__code__.replace(co_filename="<frozen importlib.%s>" % module)
    return function


def _hook(entry):
    if current.view is None:
        raise ImportError("outside of requests there is no docroot", path=entry)
    return path_hook(entry)


def install():
    """From now on requests import for themselves."""
    import airlock_runtime.docroot_importer as importer

    importer.loader = _of_importlib_class(OwnLoader)
    bootstrap._new_module = ModuleType  # not of the class of `sys`, whose attributes are the request's
    bootstrap._find_and_load = _of_importlib(_find_and_load, "_bootstrap")
    _of_importlib(_is_own, "_bootstrap")
    external.SourceFileLoader.get_code = _of_importlib(_get_code, "_bootstrap_external")
    external.SourcelessFileLoader.get_code = _of_importlib(_get_compiled_code, "_bootstrap_external")
    external.ExtensionFileLoader.create_module = _of_importlib(_create_extension, "_bootstrap_external")
    _of_importlib(Guard.find_spec, "_bootstrap_external")
    sys.path_hooks.insert(0, _hook)
    sys.meta_path.insert(sys.meta_path.index(external.PathFinder), Guard)


def _of_importlib_class(loader):
    _of_importlib(loader.exec_module, "_bootstrap_external")
    return loader
