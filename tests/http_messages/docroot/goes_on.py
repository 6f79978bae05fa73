"""Its response is complete long before it has ended."""

import time


def main(request, response):
    writer = response.writer
    writer.write_status(200)
    writer.write_header("Content-Length", "4")
    writer.end_headers()
    writer.write(b"done")
    time.sleep(2)
    request.server.stash.put(request.url_parts.query, "after the response", path="/shared")
