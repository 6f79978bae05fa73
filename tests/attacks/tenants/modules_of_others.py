"""Imports what lies in another tenant's docroot, by the import statement and by the calls under it."""

import importlib
import sys

import _airlock


def attempt():
    sys.path[:0] = ["/bob", ROOT + "/../bob", ROOT + "/links/above/bob"]
    for name in ["their_module", "bob.their_module"]:
        try:
            return "got " + importlib.import_module(name).SECRET
        except ImportError:
            pass
    for call in [lambda: _airlock.load("../bob/their_module.py"), lambda: _airlock.find("../bob", "their_module"),
                 lambda: _airlock.find("links/above/bob", "their_module"),
                 lambda: _airlock.load("links/above/bob/their_module.py")]:
        try:
            if call() is not None:
                return "got code"
        except (OSError, ValueError):
            pass
    return "got nothing"
