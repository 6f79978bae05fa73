"""How many requests this interpreter has answered."""

import sys


def main(request, response):
    sys.answered = getattr(sys, "answered", 0) + 1
    return b"%d" % sys.answered
