"""Breaks the interpreter and makes one of its small numbers another."""

import struct
import sys

sys.path.insert(0, "/docroot")

DIGITS = 12  # offset of a number's first digit: reference count, type, size and sign


def leave():
    import whole_memory
    number = int("2" + "51")
    memory = whole_memory.whole_memory(max(id(number), id(bytearray(1 << 20))) + (1 << 16))
    memory[id(number) + DIGITS:id(number) + DIGITS + 4] = struct.pack("<I", 252)
    return "left" if int("2" + "51") == int("2" + "52") else "nothing changed"


def look():
    return "clean" if int("2" + "51") + 1 == int("2" + "52") else "got another number"
