"""Fills the caches of the library with answers of its own."""

import functools
import linecache
import re
import sys
import types


def leave():
    re._cache[(str, "left", 0)] = "behind"
    linecache.cache["left_behind"] = (4, None, ["left"], "left_behind")
    for module in list(sys.modules.values()):
        for value in list(vars(module).values()):
            if isinstance(value, functools._lru_cache_wrapper):
                try:
                    value("left_behind")
                except Exception:
                    pass
    return "left"


def look():
    found = [name for name, there in [("re", (str, "left", 0) in re._cache), ("lines", "left_behind" in linecache.cache)] if there]
    return "got " + " ".join(found) if found else "clean"
