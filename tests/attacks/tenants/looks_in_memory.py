"""Breaks its interpreter and looks for what another tenant's handler had in its memory."""

import sys

sys.path.insert(0, "/docroot")

BACKWARDS = b"swonk-bob-ylno"


def attempt():
    import whole_memory
    memory = whole_memory.whole_memory(id(bytearray(4 << 20)) + (4 << 20))
    return "got it" if memory.count(BACKWARDS[::-1]) > 3 else "got nothing"
