"""Registers itself wherever the library keeps a list: codecs, copies, classes, dialects, openers."""

import codecs
import collections.abc
import copyreg
import csv
import mimetypes
import urllib.request


class Left:
    pass


def leave():
    codecs.register(lambda name: codecs.lookup("ascii") if name == "left_behind" else None)
    copyreg.dispatch_table["left_behind"] = Left
    collections.abc.Sized.register(Left)
    csv.register_dialect("left_behind", delimiter="!")
    mimetypes.add_type("left/behind", ".leftbehind")
    urllib.request.install_opener(urllib.request.build_opener())
    urllib.request._opener.left_behind = True
    return "left"


def look():
    found = []
    try:
        codecs.lookup("left_behind")
        found.append("codec")
    except LookupError:
        pass
    found += [name for name, there in [("copyreg", "left_behind" in copyreg.dispatch_table), ("csv", "left_behind" in csv.list_dialects()),
                                       ("mimetypes", mimetypes.guess_type("a.leftbehind")[0]),
                                       ("opener", hasattr(urllib.request._opener, "left_behind"))] if there]
    return "got " + " ".join(found) if found else "clean"
