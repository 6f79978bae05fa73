"""A NUL in the path, so that two readers of it see two paths."""

import _airlock
import os


def attempt():
    told = []
    for way in [OUTSIDE + "/secret.txt\0.py", ROOT + "/own.txt\0/../../beside/secret.txt", "\0" + OUTSIDE + "/secret.txt"]:
        for look in [open, os.stat, os.listdir, os.open, _airlock.load]:
            try:
                found = look(way, os.O_RDONLY) if look is os.open else look(way)
                return "got %r by %r" % (found, look)
            except (OSError, ValueError) as error:
                told.append(type(error).__name__)
    return "got nothing"
