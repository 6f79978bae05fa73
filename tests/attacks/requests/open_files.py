"""Leaves files open, half read, and the standard streams replaced."""

import io
import os
import sys


def leave():
    sys.left_file = open(__file__, "rb")
    sys.left_file.read(5)
    os.dup2(sys.left_file.fileno(), 77) if hasattr(os, "dup2") else None
    sys.stdin = io.StringIO("left behind")
    return "left"


def look():
    found = ["file"] if hasattr(sys, "left_file") else []
    if isinstance(sys.stdin, io.StringIO) and sys.stdin.getvalue() == "left behind":
        found.append("stdin")
    return "got " + " ".join(found) if found else "clean"
