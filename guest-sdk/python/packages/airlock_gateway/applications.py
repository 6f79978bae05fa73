"""Where an application comes from: a callable of a module, or of a file that is run."""

import contextlib
import importlib
import sys

from airlock_runtime import docroot
from wptserve.utils import BadHandler

from . import as_module

_NOTHING = object()
_loaded = {}  # what the interpreter has loaded, by where it comes from


def load(module, callable, code):
    """The application `callable` of `module` or, where that is None, of the file with `code`."""
    key = module, callable, code.co_filename
    loaded = kept()
    if key not in loaded:
        with loading():
            if key not in loaded:
                loaded[key] = _load(module, callable, code)
    return loaded[key]


def kept():
    """The applications that are loaded already. The in-process engine has a dict for each of its views."""
    return _loaded


def loading():
    """Where several threads share applications, one of them loads."""
    return contextlib.nullcontext()


def _load(module, callable, code):
    if module is None:
        add_folder(code.co_filename)
        name = "the file %s" % code.co_filename
        found = as_module.make(code, as_module.APPLICATION)
        exec(code, vars(found))
    else:
        name = "the module %s" % module
        found = importlib.import_module(module)
    for part in callable.split("."):
        found = getattr(found, part, _NOTHING)
    if found is _NOTHING:
        raise BadHandler(500, "no WSGI application: %s has no %r" % (name, callable))
    if not hasattr(found, "__call__"):
        raise BadHandler(500, "no WSGI application: %r of %s is no callable but of %r" % (callable, name, type(found).__name__))
    return found


def add_folder(path):
    """Let the file at `path` import what lies beside it."""
    folder = path.rpartition("/")[0]
    if folder and folder not in sys.path:
        at = sys.path.index(docroot.root()) if docroot.root() in sys.path else 0
        sys.path.insert(at, folder)
