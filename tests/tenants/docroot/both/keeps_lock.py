"""Holds the stash's lock until a file tells it to end: `?name`."""

import os
import time


def main(request, response):
    word = os.path.join(request.doc_root, request.url_parts.query)
    with request.server.stash.lock:
        yield b"locked"
        while not os.path.exists(word):
            time.sleep(0.01)
    yield b"ended"
