"""Modules that the sandbox leaves out: importing one says so, instead of "No module named '_ctypes'".

The exception stays ModuleNotFoundError, because much of the standard library tries such an import and goes on
without.
"""

import sys

_NO_PROCESSES = "the sandbox has no processes"
_NO_TERMINAL = "the sandbox has no terminal"
_NO_FOREIGN_CODE = "the sandbox runs no native code"
_DROPPED = "Python 3.13 has dropped it; the package legacy-cgi has it still"
_NOT_BUILT = "this runtime is built without it"

REASONS = {
    "_socket": "the sandbox has no sockets",
    "_ssl": "the sandbox has no sockets, hence no TLS",
    "_ctypes": _NO_FOREIGN_CODE,
    "ctypes": _NO_FOREIGN_CODE,
    "_posixsubprocess": _NO_PROCESSES,
    "_multiprocessing": _NO_PROCESSES,
    "_posixshmem": _NO_PROCESSES,
    "fcntl": "the sandbox has no file locks",
    "mmap": "the sandbox has no memory maps",
    "grp": "the sandbox has no groups",
    "pwd": "the sandbox has no users",
    "spwd": "the sandbox has no users",
    "resource": "limits are the host's",
    "syslog": "use `logging`, which writes to the host's log",
    "termios": _NO_TERMINAL,
    "readline": _NO_TERMINAL,
    "_curses": _NO_TERMINAL,
    "curses": _NO_TERMINAL,
    "_tkinter": "the sandbox has no display",
    "tkinter": "the sandbox has no display",
    "_sqlite3": _NOT_BUILT,
    "sqlite3": _NOT_BUILT,
    "_dbm": _NOT_BUILT,
    "_gdbm": _NOT_BUILT,
    "_bz2": _NOT_BUILT,
    "_lzma": _NOT_BUILT,
    "cgi": _DROPPED,
    "cgitb": _DROPPED,
}


class AbsentModules:
    """The last finder: nobody else has the module."""

    def find_spec(self, fullname, path=None, target=None):
        reason = REASONS.get(fullname)
        if reason is not None:
            raise ModuleNotFoundError("No module named %r: %s" % (fullname, reason), name=fullname)
        return None

    def invalidate_caches(self):
        """Nothing is cached here."""


def install():
    """Ask this finder last."""
    sys.meta_path.append(AbsentModules())
