"""Puts a function in a builtin's place, and a new one beside it."""

import builtins


def leave():
    original = builtins.sorted
    builtins.sorted = lambda *values, **named: original(*values, **named)
    builtins.sorted.left = builtins.left_behind = True
    return "left"


def look():
    return "got a builtin" if hasattr(builtins, "left_behind") or hasattr(builtins.sorted, "left") else "clean"
