"""Answers at once and stays."""

import time


def main(request, response):
    yield b"began"
    time.sleep(3600)
