"""Answers when the first half of the image with that key has been sent."""

import time

PATH = "/trickle/half-way"


def main(request, response):
    for _ in range(2000):
        if request.server.stash.take(request.GET.first(b"key"), PATH):
            return [("Cache-Control", "no-store")], "half way"
        time.sleep(0.01)
    return 504, [], "never"
