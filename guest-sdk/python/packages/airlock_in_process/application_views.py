"""Views that outlive a request: those of WSGI applications, which are loaded once and then called by many threads.

Anything else is run anew for each request, in a view of its own.
"""

import contextlib
import os
import threading
import time

import _airlock
from airlock_gateway import applications, wsgi

from .view import View, current

_MOST = 64  # applications that are kept
_CHECKED_EVERY = 1.0  # seconds

_lock = threading.Lock()
_views = {}  # by tenant, docroot, interface and file


class ApplicationView(View):
    """The view that all requests to one application share, for as long as its files stay what they are."""

    def __init__(self, root, code, generation):
        super().__init__(root)
        self.code = code
        self.generation = generation  # of the configuration, which says what is trusted
        self.applications = {}
        self._files = {}  # of its modules, with their times of change
        self._checked = time.monotonic()

    @contextlib.contextmanager
    def loading(self):
        """One thread at a time loads. What it has loaded is remembered as it was."""
        with self.importing:
            yield
            for module in self.modules.own():
                self._is_as_it_was(module)

    def is_current(self, code, generation):
        """Whether nothing has changed that was loaded. Files other than the application's are looked at once a second."""
        if code is not self.code or generation != self.generation:
            return False
        now = time.monotonic()
        if now - self._checked < _CHECKED_EVERY:
            return True
        self._checked = now
        return all(self._is_as_it_was(module) for module in self.modules.own())

    def _is_as_it_was(self, module):
        file = getattr(module, "__file__", None)
        if file is None:
            return True
        changed = _time_of_change(file)
        return self._files.setdefault(file, changed) == changed


def _time_of_change(file):
    try:
        return os.stat(file).st_mtime_ns
    except OSError:
        return None


def view_of_request():
    """The view for the request under way: an application's, or a new one."""
    root = _airlock.docroot()
    try:
        _, code, interface = _airlock.main()
    except SyntaxError:
        return View(root)  # whoever runs it gets the error again
    if interface is None or interface[0] != "wsgi":
        return View(root)
    tenant, generation = _airlock.tenant()
    key = tenant, root, interface, code.co_filename
    with _lock:
        view = _views.get(key)
        if view is None or not view.is_current(code, generation):
            view = _views[key] = ApplicationView(root, code, generation)
            while len(_views) > _MOST:
                del _views[next(iter(_views))]
    return view


def install():
    """From now on applications belong to views."""
    applications.kept = lambda: current.view.applications
    applications.loading = lambda: current.view.loading()
    wsgi.share_applications()
