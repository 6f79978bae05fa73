"""Says in the response that it runs, and ends when it is told to by a file: `?name`. The stash is no help here, since a
server that stops takes no new request."""

import os
import time


def main(request, response):
    writer = response.writer
    writer.write_status(200)
    writer.write_header("Content-Length", "10")
    writer.end_headers()
    writer.write(b"begun")
    word = os.path.join(request.doc_root, request.url_parts.query)
    while not os.path.exists(word):
        time.sleep(0.01)
    writer.write(b"ended")
