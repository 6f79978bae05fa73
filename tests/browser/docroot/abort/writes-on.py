"""Writes until nobody takes it any more, and notes that somebody has left."""

import time

BEGUN, FATE = "/abort/begun", "/abort/fate"


def main(request, response):
    key = request.GET.first(b"key")
    content_type = "image/svg+xml" if b"image" in request.GET else "text/html"
    response.writer.write_status(200)
    response.writer.write_header("Content-Type", content_type)
    response.writer.end_headers()
    request.server.stash.put(key, "begun", BEGUN)
    for _ in range(3000):
        if not response.writer.write_content("<!-- more -->\n"):
            request.server.stash.put(key, "the client has left", FATE)
            return
        time.sleep(0.01)
    request.server.stash.put(key, "the client has stayed", FATE)
