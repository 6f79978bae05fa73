import builtins
import gc
import unittest
from unittest import mock

from airlock_gateway import applications
from airlock_runtime import fresh_random
from support import DocrootImports, InMemory, dispatch

APPLICATION = "def application(environ, start_response):\n    start_response('200 OK', [])\n    return [b'answered']\n"


class PrepareTest(DocrootImports):
    def prepare(self, source, module=None, **files):
        applications.kept().clear()
        self.addCleanup(gc.unfreeze)
        host = InMemory({"app.wsgi": source, **{name + ".py": text for name, text in files.items()}})
        host.request("/", path="app.wsgi", interface=("wsgi", module, "application"))
        with host.installed(), mock.patch.object(fresh_random, "forget") as forget:
            problem = dispatch.prepare()
            self.assertEqual(forget.called, problem is None)
            if problem is None:
                host.request("/", path="app.wsgi", interface=("wsgi", module, "application"))
                dispatch.handle()
                self.assertTrue(host.wire.endswith(b"answered"), host.wire)
        return problem

    def test_a_request_finds_what_was_loaded(self):
        self.addCleanup(delattr, builtins, "loaded_before")
        self.assertIsNone(self.prepare("import builtins\nif hasattr(builtins, 'loaded_before'): raise RuntimeError('again')\n"
                                       "builtins.loaded_before = True\n" + APPLICATION))

    def test_nothing_is_answered(self):
        self.assertIsNone(self.prepare(APPLICATION))

    def test_what_can_not_be_loaded_is_a_problem(self):
        self.assertEqual(self.prepare("\nraise RuntimeError('no')"), ("app.wsgi", 2, "RuntimeError", "no"))
        self.assertEqual(self.prepare("exit(3)")[2], "SystemExit")
        path, line, kind, message = self.prepare("x = 1")
        self.assertEqual((path, kind), ("app.wsgi", "BadHandler"))
        self.assertEqual(message, "no WSGI application: the file /docroot/app.wsgi has no 'application'")
        self.assertEqual(self.prepare("raise MemoryError")[3], "the memory that a request may have is used up")
