"""Waits for a client that says nothing: reads on where a request without a body ends."""

import time


def main(request, response):
    while not request.raw_input.read(1):
        time.sleep(0.05)
    return b"got more"
