"""Modules in C that reach the machine: foreign functions, memory maps, terminals, users, shared memory."""

import importlib


def attempt():
    got = []
    for name in ["ctypes", "_ctypes", "mmap", "fcntl", "termios", "tty", "pty", "resource", "syslog", "pwd", "grp", "_posixshmem",
                 "_multiprocessing", "_posixsubprocess", "readline", "ssl", "_ssl", "sqlite3", "_sqlite3", "dbm.gnu", "_testcapi",
                 "_testinternalcapi", "spwd", "nis", "ossaudiodev", "curses", "tkinter"]:
        try:
            module = importlib.import_module(name)
            got.append(name)
        except ImportError:
            pass
    return "got " + (" ".join(got) or "nothing")
