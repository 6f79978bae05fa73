"""What the tests stand on: a `_airlock` in memory, so that the packages run under any CPython from 3.11 on."""

import pathlib
import sys
import types
import unittest

PACKAGES = pathlib.Path(__file__).resolve().parent.parent / "packages"


class ClientGone(BrokenPipeError):
    """As in `_airlock.pyi`."""


if str(PACKAGES) not in sys.path:
    sys.path.insert(0, str(PACKAGES))
if "_airlock" not in sys.modules:
    _module = types.ModuleType("_airlock")
    _module.ClientGone = ClientGone
    sys.modules["_airlock"] = _module

from airlock_gateway import server_classes  # noqa: E402
from airlock_runtime import dispatch, docroot_importer  # noqa: E402
from airlock_runtime.docroot import below  # noqa: E402
from airlock_runtime.in_memory import InMemory  # noqa: E402
from wptserve.request import Request  # noqa: E402

server_classes.install()


def answer(source, target="/handler.py", files=None, prepare=None, **request):
    """The host after it had a handler file of this source answer one request."""
    host = InMemory({"handler.py": source, **(files or {})})
    host.request(target, path="handler.py", **request)
    if prepare:
        prepare(host)
    with host.installed():
        dispatch.handle()
    return host


def answer_main(body, *arguments, **named):
    """Like `answer`, for the body of `main(request, response)`."""
    lines = "".join("    %s\n" % line for line in body.splitlines())
    return answer("def main(request, response):\n" + lines, *arguments, **named)


def with_request(test, target="/", **request):
    """A Request for a test case; the primitives stay installed until the test ends."""
    host = InMemory({})
    host.request(target, **request)
    context = host.installed()
    context.__enter__()
    test.addCleanup(context.__exit__, None, None, None)
    return Request()


class DocrootImports(unittest.TestCase):
    """Imports look in the docroot, for as long as a test runs."""

    def setUp(self):
        paths, modules, hooks = list(sys.path), set(sys.modules), list(sys.path_hooks)
        forget_finders()  # those of scripts that had the docroot on their path, but no importer for it
        docroot_importer.install()

        def restore():
            sys.path[:], sys.path_hooks[:] = paths, hooks
            for name in set(sys.modules) - modules:
                del sys.modules[name]
            forget_finders()

        self.addCleanup(restore)


def forget_finders():
    """Have the path hooks asked again for entries in the docroot."""
    for entry in [entry for entry in sys.path_importer_cache if below(entry) is not None]:
        del sys.path_importer_cache[entry]
