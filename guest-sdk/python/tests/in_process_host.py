"""A host for `airlock_in_process` over folders on disk, for a process of its own: it changes the interpreter."""

import os
import sys
import threading
import time
import types

from support import PACKAGES, ClientGone  # noqa: F401 puts `_airlock` in place

import _airlock

_request = threading.local()


class Request:
    """One request to code below `docroot`. What it logs is kept."""

    def __init__(self, docroot, trusts=lambda path: True):
        self.docroot = str(docroot)
        self.trusts = trusts
        self.logged = []

    def run(self, source, path="handler.py"):
        """The names that the source leaves, run as a handler's file is."""
        from airlock_in_process.output import RequestStreams
        from airlock_in_process.view import View, current

        file = os.path.join(self.docroot, path)
        environment = {"__file__": file}
        _airlock.enter(self)
        streams = RequestStreams()
        current.view, current.streams = View(self.docroot), streams
        try:
            exec(compile(source, file, "exec", dont_inherit=True), environment)
        finally:
            current.view = current.streams = None
            streams.flush()
            _airlock.enter(None)
        return types.SimpleNamespace(**environment)


    def answer(self, source, path="handler.py", interface=None, **request):
        """The host (`InMemory`) after it had a file of this source answer."""
        from airlock_in_process import handling
        from airlock_runtime.in_memory import InMemory

        self.host = InMemory({})
        self.host.request(request.pop("target", "/" + path), path=path, **request)
        code = compile(source, os.path.join(self.docroot, path), "exec", dont_inherit=True)
        self.host.main = lambda: (path, code, interface)
        _airlock.enter(self)
        try:
            handling.handle()
        finally:
            _airlock.enter(None)
        return self.host


def _load(path):
    request = _request.now
    if not request.trusts(path):
        raise ImportError("%s: no trust rule covers it" % path)
    file = os.path.join(request.docroot, path)
    with open(file, "rb") as source:
        return compile(source.read(), file, "exec", dont_inherit=True)


def _find(folder, name):
    request = _request.now
    base = os.path.join(folder, name)
    for kind, path in (("package", base + "/__init__.py"), ("module", base + ".py")):
        if os.path.isfile(os.path.join(request.docroot, path)):
            return kind, path, _load(path)
    return ("namespace", base, None) if os.path.isdir(os.path.join(request.docroot, base)) else None


def _enter(request):
    _request.now = request


def boot():
    """Make this interpreter the in-process engine's."""
    from airlock_runtime.in_memory import PRIMITIVES

    for name in PRIMITIVES:
        setattr(_airlock, name, lambda *arguments, name=name: getattr(_request.now.host, name)(*arguments))
    _airlock.sleep = time.sleep
    _airlock.tenant = lambda: ("tenant", 0)
    _airlock.docroot = lambda: _request.now.docroot
    _airlock.load, _airlock.find, _airlock.enter = _load, _find, _enter
    _airlock.current_request = lambda: getattr(_request, "now", None)
    _airlock.log = lambda level, message: _request.now.logged.append((level, message))
    from airlock_in_process import boot as package

    package.boot(str(PACKAGES))
    return sys
