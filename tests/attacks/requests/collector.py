"""Keeps objects alive where the collector looks, and has it call back."""

import gc


class LeftBehind:
    pass


def callback(phase, information):
    return None


def leave():
    callback.kept = LeftBehind()
    gc.callbacks.append(callback)
    gc.garbage.append(LeftBehind())
    gc.set_threshold(731, 13, 17)
    gc.freeze()
    return "left"


def look():
    alive = [one for one in gc.get_objects() if type(one).__name__ == "LeftBehind"]
    changed = gc.get_threshold()[0] == 731 or any(type(one).__name__ == "LeftBehind" for one in gc.garbage)
    return "got %d objects" % len(alive) if alive or changed else "clean"
