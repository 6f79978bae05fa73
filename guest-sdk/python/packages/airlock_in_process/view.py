"""What one request sees of the interpreter: modules, module path and standard streams of its own.

Modules of the standard library and of the system are shared, as always. What comes from a docroot belongs to the request
that imported it: requests to handlers of the same name, or of different tenants, never meet each other's.
"""

import os
import sys
import threading
from types import ModuleType

import _airlock
from airlock_runtime import docroot
from airlock_runtime.docroot_importer import SITE_PACKAGES


class _Current(threading.local):
    """The view of the calling thread's request; None outside requests, and while a shared module is imported."""

    view = None
    streams = None


current = _Current()

_sys = vars(sys)  # what is there when no request looks
shared_modules = sys.modules


class View:
    """One request's view."""

    def __init__(self, root):
        self.root = root
        self.path = [root, root + SITE_PACKAGES, *_sys["path"]]
        self.modules = Modules()
        self.finders = Finders()
        self.argv = [""]
        self.excepthook = _sys["excepthook"]
        self.environ = None  # environment variables, if they are not the process's
        self.importing = threading.RLock()
        self.places = {}  # what `below` said of a path
        self.found = None  # name and spec of a top-level module that is about to be imported


class Modules(dict):
    """`sys.modules` as a request sees it: its own modules are in the dict, the shared ones behind it."""

    def __init__(self):
        super().__init__()
        self._hidden = set()

    def __missing__(self, name):
        if name in self._hidden:
            raise KeyError(name)
        return shared_modules[name]

    def get(self, name, default=None):
        try:
            return self[name]
        except KeyError:
            return default

    def __contains__(self, name):
        return super().__contains__(name) or (name in shared_modules and name not in self._hidden)

    def is_own(self, name):
        """Whether the module belongs to the request."""
        return super().__contains__(name)

    def own(self):
        """The modules that belong to the request."""
        return [super(Modules, self).__getitem__(name) for name in list(super().__iter__())]

    def __setitem__(self, name, module):
        self._hidden.discard(name)
        super().__setitem__(name, module)

    def __delitem__(self, name):
        if name not in self:
            raise KeyError(name)
        super().pop(name, None)
        self._hidden.add(name)  # of a shared module this request alone forgets

    def pop(self, name, *default):
        try:
            module = self[name]
        except KeyError:
            if default:
                return default[0]
            raise
        del self[name]
        return module

    def setdefault(self, name, default=None):
        if name not in self:
            self[name] = default
        return self[name]

    def update(self, *others, **named):
        for name, module in dict(*others, **named).items():
            self[name] = module

    def clear(self):
        for name in list(self):
            del self[name]

    def copy(self):
        return dict(self.items())

    def keys(self):
        return self.copy_of_all().keys()

    def values(self):
        return self.copy_of_all().values()

    def items(self):
        return self.copy_of_all().items()

    def copy_of_all(self):
        """A plain dict of what is visible."""
        visible = {name: module for name, module in list(shared_modules.items()) if name not in self._hidden}
        visible.update((name, super(Modules, self).__getitem__(name)) for name in list(super().__iter__()))
        return visible

    def __iter__(self):
        return iter(self.copy_of_all())

    def __len__(self):
        return len(self.copy_of_all())


class Finders(dict):
    """`sys.path_importer_cache` as a request sees it: finders for its docroot are its own."""

    def __missing__(self, entry):
        if entry not in _sys["path"] and docroot.below(entry) is not None:
            raise KeyError(entry)
        return _sys["path_importer_cache"][entry]

    def __setitem__(self, entry, finder):
        if entry in _sys["path"] or docroot.below(entry) is None:
            _sys["path_importer_cache"][entry] = finder
        else:
            super().__setitem__(entry, finder)


def _viewed(name, attribute):
    """A property of `sys` that is a request's own."""
    def get(module):
        view = current.view
        return _sys[name] if view is None else getattr(view, attribute)

    def set(module, value):
        view = current.view
        if view is None:
            _sys[name] = value
        else:
            setattr(view, attribute, value)

    return property(get, set)


def _stream(name):
    def get(module):
        streams = current.streams
        return _sys[name] if streams is None else streams.replaced.get(name, _sys[name])

    def set(module, value):
        streams = current.streams
        if streams is None:
            _sys[name] = value
        else:
            streams.replaced[name] = value

    return property(get, set)


class ViewedSys(ModuleType):
    """The class of `sys`."""

    path = _viewed("path", "path")
    modules = _viewed("modules", "modules")
    path_importer_cache = _viewed("path_importer_cache", "finders")
    argv = _viewed("argv", "argv")
    excepthook = _viewed("excepthook", "excepthook")
    stdin = _stream("stdin")
    stdout = _stream("stdout")
    stderr = _stream("stderr")


def root():
    """The docroot of the calling thread's request, where it really lies."""
    view = current.view
    return _airlock.docroot() if view is None else view.root


def below(path):
    """As `airlock_runtime.docroot.below`, with symbolic links looked through."""
    view = current.view
    if view is None:
        return _below(_airlock.docroot(), path)
    try:
        return view.places[path]
    except KeyError:
        inside = view.places[path] = _below(view.root, path)
        return inside


def _below(top, path):
    path = os.path.normpath(os.path.join(top, os.fsdecode(path)))
    for candidate in (path, os.path.realpath(path)):
        if candidate == top:
            return ""
        if candidate.startswith(top + "/"):
            return candidate[len(top) + 1:]
    return None


def install():
    """From now on requests have views."""
    docroot.root = root
    docroot.below = below
    sys.__class__ = ViewedSys
