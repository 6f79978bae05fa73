"""Prints what looks like another tenant's line in the log."""

import logging
import os


LINE = '2026-01-01T00:00:00.000000Z  WARN request ended: over its limit tenant="bob" handler="forged.py" forged=1'


def attempt():
    for end in ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028", "\x1b[2K\x1b[1G", "\0"]:
        print("x" + end + LINE + end)
        logging.error("x%s%s", end, LINE)
        os.write(2, ("x" + end + LINE + end).encode())
    return "got through"
