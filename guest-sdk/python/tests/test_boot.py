"""The sandbox's preparation changes the interpreter that it runs in: each test gets one of its own."""

import subprocess
import sys
import unittest

from support import PACKAGES

PROLOGUE = """
import sys
sys.path.insert(0, %r)
import support
for name in ("_ctypes", "_ssl", "fcntl", "_posixshmem", "_multiprocessing"):
    sys.modules[name] = None  # as in the sandbox
from airlock_runtime import absent_modules, boot, fresh_random, socket_stand_in
""" % str(PACKAGES.parent / "tests")


def run(program):
    result = subprocess.run(
        [sys.executable, "-B", "-c", PROLOGUE + program], capture_output=True, text=True, timeout=60
    )
    return result.stdout.strip(), result.stderr.strip()


class BootTest(unittest.TestCase):
    def test_boot_and_warm_up(self):
        out, err = run("""
boot.boot()
from airlock_runtime import warm_up
before = set(sys.modules), list(sys.path)
warm_up.warm_up()
import gc, linecache, random
assert before == (set(sys.modules), sys.path), set(sys.modules) ^ before[0]
assert not linecache.cache
assert gc.isenabled() and gc.get_freeze_count() > 10_000
assert "random" not in vars(random._inst)
assert "multiprocessing" not in sys.modules
print("done")
""")
        self.assertEqual(out, "done", err)

    def test_random(self):
        out, err = run("""
import random
fresh_random.install()
from random import choice, random as number, seed
assert random._inst.random.__self__ is number.__self__ is choice.__self__ is random._inst
drawn = set()
for _ in range(4):
    fresh_random.forget()  # as in four instances of one snapshot
    drawn.add((number(), choice(range(10**9)), random.getrandbits(64), random.gauss(0, 1)))
assert len(drawn) == 4
seed(5)
first = [number(), random.randint(0, 10**9), random.gauss(0, 1)]
state = random.getstate()
after = number()
random.setstate(state)
assert number() == after
fresh_random.forget()
random.setstate(state)
assert number() == after
other = random.Random(5)
assert first == [other.random(), other.randint(0, 10**9), other.gauss(0, 1)]
print("done")
""")
        self.assertEqual(out, "done", err)

    def test_sockets(self):
        out, err = run("""
for name in [name for name in sys.modules if name.startswith(("http", "urllib.request", "socket", "_socket", "email"))]:
    del sys.modules[name]
socket_stand_in.install()
import socket, http.client, http.server, socketserver, urllib.request, selectors
assert socket.AF_INET == 2 and socket.AddressFamily(2).name == "AF_INET" and http.client.HTTPException
assert socket.inet_aton("1.2.3.4") == b"\\1\\2\\3\\4" and socket.htons(1) == 256
def connect():
    socket.create_connection(("127.0.0.1", 1))
for attempt in (socket.socket, connect, lambda: socket.getaddrinfo("a", 1), socket.gethostname):
    try:
        attempt()
    except PermissionError as error:
        assert "no sockets" in str(error)
    else:
        raise AssertionError(attempt)
try:
    urllib.request.urlopen("http://127.0.0.1:1/")
except OSError as error:
    assert "no sockets" in str(error), error
print("done")
""")
        self.assertEqual(out, "done", err)

    def test_absent_modules(self):
        out, err = run("""
del sys.modules["_ctypes"]
import importlib.machinery
sys.meta_path[:] = [importlib.machinery.BuiltinImporter, importlib.machinery.FrozenImporter]
absent_modules.install()
for name in ("_ctypes", "nope"):
    try:
        __import__(name)
    except ModuleNotFoundError as error:
        print(error.name, error)
""")
        self.assertEqual(
            out.splitlines(),
            ["_ctypes No module named '_ctypes': the sandbox runs no native code", "nope No module named 'nope'"],
            err,
        )

    def test_log(self):
        out, err = run("""
import logging, _airlock
from airlock_runtime import log_handler
_airlock.log = print
log_handler.install()
logging.getLogger().warning("careful %d", 1)
logging.getLogger("x").critical("bad")
logging.getLogger().info("not shown")
""")
        self.assertEqual(out.splitlines(), ["2 careful 1", "3 bad"], err)


if __name__ == "__main__":
    unittest.main()
