"""Paths of the host as others may see them: those of the sandbox in their place."""

import re
import sys
import sysconfig

from airlock_runtime import docroot

_LIBRARY = "/usr/lib/python%d.%d" % sys.version_info[:2]


def shown_by(packages):
    """A function that replaces the host's paths in a text."""
    paths = sysconfig.get_paths()
    places = {packages: _LIBRARY}
    for name, shown in (("stdlib", _LIBRARY), ("platstdlib", _LIBRARY), ("purelib", _LIBRARY + "/site-packages"),
                        ("platlib", _LIBRARY + "/site-packages")):
        places[paths[name]] = shown
    for prefix in (sys.prefix, sys.base_prefix, sys.exec_prefix):
        if len(prefix) > 1:
            places.setdefault(prefix, "/usr")

    def shown(text):
        here = {docroot.root(): docroot.ROOT, **places}
        for place in sorted(here, key=len, reverse=True):
            # Not where the path is the beginning of another name.
            text = re.sub(re.escape(place) + r"(?![\w.-])", lambda found: here[found[0]], text)
        return text

    return shown
