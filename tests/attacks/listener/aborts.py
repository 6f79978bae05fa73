"""Has the C library abort."""

import os


def attempt():
    os.abort()
