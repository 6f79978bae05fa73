"""Takes apart the packages that are to send its answer."""

import sys


def attempt():
    for name in list(sys.modules):
        if name.startswith(("wptserve", "airlock", "http", "encodings")):
            vars(sys.modules[name]).clear()
    return "got through"
