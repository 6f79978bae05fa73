"""Ends the process when half of its content has been sent."""

import os


def main(request, response):
    yield b"a" * 100
    os._exit(0)
