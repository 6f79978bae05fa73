"""Says how often the pattern is in memory: in all of it (what is in use, what was given back), and in a part that nothing
in this request has written to."""

import io
import re

import whole_memory

FIRST, SECOND = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273
UNUSED = 8 << 20


def pattern():
    """64 bytes that are in no code and in no module: eight times the same eight."""
    return (FIRST ^ SECOND).to_bytes(8, "little") * 8


def count(end):
    """How often it is below the address `end`. Once, at the least: it has to be somewhere to be looked for."""
    return whole_memory.whole_memory(end).count(pattern())


class Looks(io.RawIOBase):
    """A file that is asked to fill a buffer, and looks at what is in it instead. Nothing has cleared the buffer."""

    def readable(self):
        return True

    def readinto(self, buffer):
        self.unused = len(re.findall(re.escape(pattern()), buffer))
        # The buffer lies behind the reader that has it: so far memory reaches.
        self.all = count(id(self.reader) + len(buffer))
        return 0


def main(request, response):
    looks = Looks()
    looks.reader = io.BufferedReader(looks, UNUSED)
    looks.reader.read(1)
    return "%d in all, %d in unused memory" % (looks.all, looks.unused)
