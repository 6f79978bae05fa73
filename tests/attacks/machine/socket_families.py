"""A socket of every family, type and protocol; a pair of them."""

import _socket
import itertools
import socket


def attempt():
    got = []
    for family, kind in itertools.product(range(46), range(1, 11)):
        try:
            one = socket.socket(family, kind)
            one.listen() if kind == 1 and family in (1, 2) else one.getsockname()
            got.append("%d/%d" % (family, kind))
            one.close()
        except (OSError, ValueError):
            pass
    for way in [socket.socketpair, lambda: _socket.socket(2, 1).listen()]:
        try:
            way()
            got.append("another")
        except (OSError, AttributeError):
            pass
    return "got " + (" ".join(got[:5]) or "nothing")
