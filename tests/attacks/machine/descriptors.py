"""Descriptors that it was never given: the server's listener, its log, other clients' connections. Only looked at."""

import os
import select
import stat


def attempt():
    there = []
    for descriptor in range(3, 256):
        try:
            # The docroot's own is a folder; what it leads to is another trick's.
            if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
                there.append(descriptor)
        except OSError:
            pass
    for way in [lambda: os.pipe(), lambda: os.dup(1), lambda: os.memfd_create("a"),
                lambda: os.eventfd(0), lambda: select.epoll(), lambda: os.ttyname(0), lambda: os.openpty()]:
        try:
            way()
            there.append("another")
        except (OSError, AttributeError):
            pass
    return "got " + (" ".join(map(str, there[:5])) or "nothing")
