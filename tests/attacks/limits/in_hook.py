"""When it has failed: in the hook that is to say so."""

import sys


def endless(*what):
    while True:
        pass


sys.excepthook = endless
raise ValueError
