"""Writes into the dictionary of a builtin type, by way of the collector, past its protection."""

import gc


def dictionary():
    return next(one for one in gc.get_referents(str.__dict__) if isinstance(one, dict))


def leave():
    dictionary()["left_behind"] = "left behind"
    return "left"


def look():
    return "got it in str" if "left_behind" in dictionary() else "clean"
