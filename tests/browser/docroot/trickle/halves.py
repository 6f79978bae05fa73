"""An image, its second half when it is asked for. Tells those who wait when the first half has been sent."""

import os

from resources import gate

PATH = "/trickle/half-way"


def main(request, response):
    with open(os.path.join(os.path.dirname(__file__), "image.svg"), "rb") as file:
        image = file.read()
    key = request.GET.first(b"key")

    def halves():
        yield image[:100]
        request.server.stash.put(key, "half way", PATH)
        gate.wait(request, key)
        yield image[100:]

    return [("Content-Type", "image/svg+xml"), ("Cache-Control", "no-store")], halves()
