"""Has the interpreter call a null pointer."""

import faulthandler


def attempt():
    faulthandler._sigsegv()
