"""Fills memory with a pattern and gives it back, for whoever gets it next and does not clear it."""

import sys

sys.path.insert(0, "/docroot")

BACKWARDS = b"uoy-ot-nettirw-saw-siht"


def leave():
    pattern = BACKWARDS[::-1] * 100_000
    return "left" if len(pattern) > 1 << 20 else "nothing"


def look():
    import whole_memory
    memory = whole_memory.whole_memory(id(bytearray(4 << 20)) + (4 << 20))
    count = memory.count(BACKWARDS[::-1])
    return "got it %d times" % count if count > 3 else "clean"
