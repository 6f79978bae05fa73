"""Sets every hook that the interpreter has."""

import sys


def hook(*values):
    return None


HOOKS = ["excepthook", "displayhook", "unraisablehook", "breakpointhook"]


def leave():
    hook.left_behind = True
    for name in HOOKS:
        setattr(sys, name, hook)
    sys.addaudithook(hook)
    sys.setprofile(hook)
    sys.settrace(hook)
    sys.settrace(None)
    return "left"


def look():
    found = [name for name in HOOKS if hasattr(getattr(sys, name), "left_behind")]
    if hasattr(sys.getprofile(), "left_behind"):
        found.append("profile")
    return "got " + " ".join(found) if found else "clean"
