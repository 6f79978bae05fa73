"""Writes until nobody takes it any more, and notes that somebody has left."""

import time

from resources import by_hand

BEGUN, FATE = "/abort/begun", "/abort/fate"


def main(request, response):
    key = request.GET.first(b"key")
    content_type = "image/svg+xml" if b"image" in request.GET else "text/html"
    by_hand.begin(response, 200, [("Content-Type", content_type)])
    request.server.stash.put(key, "begun", BEGUN)
    for _ in range(3000):
        if not by_hand.write(response, "<!-- more -->\n"):
            request.server.stash.put(key, "the client has left", FATE)
            return
        time.sleep(0.01)
    request.server.stash.put(key, "the client has stayed", FATE)
