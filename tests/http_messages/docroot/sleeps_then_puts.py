"""Says that it has begun, sleeps for long, and would then leave a value: `?begun&late`."""

import time


def main(request, response):
    begun, late = request.url_parts.query.split("&")
    request.server.stash.put(begun, "begun", path="/shared")
    time.sleep(4)
    request.server.stash.put(late, "late", path="/shared")
    return b"slept"
