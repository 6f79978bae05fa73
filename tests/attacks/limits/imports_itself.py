"""Modules without end, each imported by the one before."""

import importlib.abc
import importlib.util
import sys


class Endless(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        return importlib.util.spec_from_loader(name, self) if name.startswith("endless") else None

    def exec_module(self, module):
        module.kept = bytearray(1 << 16)
        importlib.import_module(module.__name__ + "x"[:1])


def attempt():
    sys.meta_path.insert(0, Endless())
    number = 0
    while True:
        number += 1
        try:
            importlib.import_module("endless%d" % number)
        except RecursionError:
            pass
