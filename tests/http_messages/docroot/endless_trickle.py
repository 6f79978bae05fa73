"""The same, a byte at a time with a rest in between."""

import time


def main(request, response):
    writer = response.writer
    writer.write_status(200)
    writer.end_headers()
    while writer.write(b"x"):
        time.sleep(0.02)
    request.server.stash.put(request.url_parts.query, "noticed", path="/shared")
