"""Where the docroot lies, as Python code sees it.

The path is virtual and the same for every tenant and engine: no path of the host ever reaches a handler.
"""

import os
import posixpath

ROOT = "/docroot"
INSIDE = ROOT + "/"


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
