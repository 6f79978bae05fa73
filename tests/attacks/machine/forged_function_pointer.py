"""Writes over a slot of a class, in memory, and has the interpreter call through it."""

import struct
import sys

sys.path.insert(0, "/docroot")

import whole_memory

TP_REPR = 44


def main(request, response):
    class Victim:
        pass

    victim = Victim()
    memory = whole_memory.whole_memory(id(bytearray(1 << 20)) + (1 << 20))
    place = id(Victim) + TP_REPR
    memory[place:place + 4] = struct.pack("<I", int(request.url_parts.query))
    return "got %r" % victim
