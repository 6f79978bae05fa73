"""How many requests this interpreter has answered. The file's own globals are new for each request; a module's are not."""

import sys


def main(request, response):
    sys.answered = getattr(sys, "answered", 0) + 1
    return b"%d" % sys.answered
