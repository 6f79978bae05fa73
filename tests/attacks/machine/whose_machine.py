"""Whose machine it is: its name, user, processors, load."""

import getpass
import os
import platform
import socket


def attempt():
    told = []
    for way in [platform.node, socket.gethostname, getpass.getuser, lambda: os.getlogin(), lambda: os.getloadavg(), platform.processor,
                lambda: os.path.expanduser("~root"), lambda: os.getgroups(), lambda: platform.freedesktop_os_release()["ID"]]:
        try:
            said = way()
            if said not in ("", None, "localhost", "(none)", "~root", "wasm32", "wasi"):
                told.append("%s" % (said,))
        except (OSError, AttributeError, ImportError, KeyError, ValueError):
            pass
    return "got " + (" ".join(told) or "nothing")
