"""Says in the response that it runs, and ends when it is told to by a file: `?name`. The stash is no help here, since
the request that puts something there would wait as well."""

import os
import time


def main(request, response):
    yield b"begun "
    word = os.path.join(request.doc_root, request.url_parts.query)
    while not os.path.exists(word):
        time.sleep(0.01)
    yield b"ended"
