"""Ends the interpreter when half of its content has been sent."""

import sys


def main(request, response):
    yield b"a" * 100
    sys.exit(0)
