"""Waits for what a request has noted."""

import time


def wait(request, path):
    for _ in range(3500):
        note = request.server.stash.take(request.GET.first(b"key"), path)
        if note is not None:
            return [("Cache-Control", "no-store")], note
        time.sleep(0.01)
    return 504, [], "nothing was noted"
