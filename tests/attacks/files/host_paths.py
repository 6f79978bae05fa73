"""Reads where it runs from everything that has a path in it: modules, code, the interpreter's settings, tracebacks."""

import gc
import os
import sys
import sysconfig
import traceback
import types


def paths():
    yield from [__file__, os.getcwd(), sys.executable, sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.argv, *sys.path]
    yield from sysconfig.get_paths().values()
    yield from os.environ.values()
    for module in list(sys.modules.values()):
        yield getattr(module, "__file__", None)
        yield getattr(module, "__cached__", None)
        yield from getattr(module, "__path__", None) or []
    for one in gc.get_objects():
        if isinstance(one, types.FunctionType):
            yield one.__code__.co_filename
    try:
        raise ValueError
    except ValueError:
        yield traceback.format_exc()


def attempt():
    # What a sandbox shows is below /docroot, below /usr/lib as its own library claims to be, or a name in angle brackets.
    hosts = {one for one in paths() if isinstance(one, str) and any(
        part in one for part in ["/home/", "/work/", "/root/", "/tmp/", "/var/", "/opt/", ".cargo", "/build/"])}
    return "got " + (" ".join(sorted(hosts)[:5]) or "nothing")
