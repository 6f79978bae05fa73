"""Puts a folder outside on the path, and imports."""

import importlib
import sys


def attempt():
    for place in [OUTSIDE, ROOT + "/links/folder", ROOT + "/links", ROOT + "/links/above/" + OUTSIDE.rpartition("/")[2]]:
        sys.path.insert(0, place)
        try:
            return "got " + importlib.import_module("stolen").SECRET
        except ImportError as error:
            last = error
        finally:
            sys.path.remove(place)
    raise last
