"""Asks whether outside files are there, and how long: an oracle needs no content."""

import os


def attempt():
    paths = [OUTSIDE + "/secret.txt", OUTSIDE, ROOT + "/../beside/secret.txt", ROOT + "/links/absolute.txt", "/etc/passwd", "/tmp"]
    told = set()
    for path in paths:
        for ask in [os.stat, os.lstat, os.readlink, os.path.getsize, os.path.realpath, os.statvfs if hasattr(os, "statvfs") else os.stat]:
            try:
                answer = ask(path)
                # A path that is only cleaned up says nothing.
                if not isinstance(answer, str) or "beside" in answer and ask is os.readlink or answer.startswith(OUTSIDE) and ask is os.readlink:
                    told.add("%s(%s)" % (ask.__name__, os.path.basename(path)))
            except OSError:
                pass
        if os.access(path, os.R_OK):
            told.add("access(%s)" % os.path.basename(path))
    return "got " + (" ".join(sorted(told)) or "nothing")
