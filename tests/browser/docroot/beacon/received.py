"""What has come with that key, as soon as it has."""

import json
import time

PATH = "/beacon"


def main(request, response):
    for _ in range(3000):
        seen = request.server.stash.take(request.GET.first(b"key"), PATH)
        if seen is not None:
            return [("Content-Type", "application/json")], json.dumps(seen)
        time.sleep(0.01)
    return 504, [], "nothing has come"
