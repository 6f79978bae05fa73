"""Writes a piece when it is told to, through the stash. The query is the key."""

import time


def main(request, response):
    writer = response.writer
    writer.write_status(200)
    writer.end_headers()
    writer.write(b"<first>")
    for name in (b"<second>", b"<third>"):
        while request.server.stash.take(request.url_parts.query, path="/shared") is None:
            time.sleep(0.005)
        writer.write(name)
