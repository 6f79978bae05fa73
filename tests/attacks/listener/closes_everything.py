"""Closes every descriptor there is."""

import os


def attempt():
    os.closerange(0, 4096)
    return "got them closed"
