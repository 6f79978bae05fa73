"""Breaks the interpreter by bytecode that loads a constant from beyond its constants, sees the whole linear memory, and looks for
what only the host knows."""

import sys

sys.path.insert(0, "/docroot")

import whole_memory


def attempt():
    end = max(id(bytearray(8 << 20)), id(object())) + (1 << 20)
    memory = whole_memory.whole_memory(end)
    # Written backwards, so that it is not found in this file's own text and constants.
    wanted = [one[::-1] for one in [b"=TERCES_DEKCATTA", b"terces eht", b"/emitnur-nohtyp", b"ediseb-etis"]]
    here = [one.decode() for one in wanted if memory.count(one) > 1]
    return "got " + (" ".join(here) or "nothing")
