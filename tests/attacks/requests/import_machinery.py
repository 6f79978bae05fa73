"""Puts finders, hooks and modules of its own where all imports pass."""

import sys
import types


class LeftFinder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return None


def leave():
    sys.meta_path.insert(0, LeftFinder)
    sys.path_hooks.append(LeftFinder.find_spec)
    sys.modules["left_behind"] = types.ModuleType("left_behind")
    sys.path.append("/left/behind")
    sys.builtin_module_names += ("left_behind",)
    return "left"


def look():
    found = [name for name, there in [
        ("finder", any(getattr(one, "__name__", "") == "LeftFinder" for one in sys.meta_path)),
        ("hook", any("LeftFinder" in repr(one) for one in sys.path_hooks)),
        ("module", "left_behind" in sys.modules), ("path", "/left/behind" in sys.path)] if there]
    return "got " + " ".join(found) if found else "clean"
