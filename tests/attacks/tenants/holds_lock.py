"""Holds the lock of the stash until it is ended."""

import time


def main(request, response):
    with request.server.stash.lock:
        print("eve holds the lock")
        time.sleep(3600)
