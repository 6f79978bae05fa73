"""Lets one more request pass, when the last one that was let in has passed."""

import time

from resources import gate


def main(request, response):
    key = request.GET.first(b"key")
    stash = request.server.stash
    for _ in range(3000):
        with stash.lock:
            still_open = stash.take(key, gate.PATH)
            stash.put(key, "open", gate.PATH)
        if still_open is None:
            return "open"
        time.sleep(0.01)
    return 504, [], "nobody has passed"
