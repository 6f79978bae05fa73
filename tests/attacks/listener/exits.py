"""Ends the process that it thinks it is in."""

import os


def attempt():
    os._exit(1)
