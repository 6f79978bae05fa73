"""Where the docroot lies, as Python code sees it.

In the sandbox the path is virtual and the same for every tenant: no path of the host ever reaches a handler. The
in-process engine puts functions of its own in place of `root`, `below` and `shown`, which is why they are called by way of
this module.
"""

import os
import posixpath

ROOT = "/docroot"
INSIDE = ROOT + "/"


def root():
    """The docroot's path, for the request under way."""
    return ROOT


def shown(text):
    """Text for the client and the log: without paths of the host."""
    return text


def below(path):
    """The part of `path` below the docroot ("" for the docroot itself), or None when it lies elsewhere.

    Takes what open() takes: str, bytes, PathLike. Relative paths count from the docroot.
    """
    path = os.fsdecode(path)
    path = posixpath.normpath(posixpath.join(ROOT, path))
    if path == ROOT:
        return ""
    if path.startswith(INSIDE):
        return path[len(INSIDE):]
    return None
