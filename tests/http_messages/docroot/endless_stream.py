"""Writes until nobody reads, then leaves word in the stash."""


def main(request, response):
    writer = response.writer
    writer.write_status(200)
    writer.end_headers()
    while writer.write(b"x" * 1024):
        pass
    again = writer.write(b"x")
    request.server.stash.put(request.url_parts.query, "noticed, and again %s" % again, path="/shared")
