"""Makes a bytes object longer than all memory, and hands it to the host."""

import struct
import sys

sys.path.insert(0, "/docroot")

import _airlock
import whole_memory

SIZE = 8  # offset of an object's length: reference count, type


def main(request, response):
    content = b"content" * 10
    memory = whole_memory.whole_memory(max(id(content), id(bytearray(1 << 20))) + (1 << 16))
    memory[id(content) + SIZE:id(content) + SIZE + 4] = struct.pack("<I", 0x7FFF0000)
    _airlock.send(200, None, [(b"X-A", content)], content, True)
