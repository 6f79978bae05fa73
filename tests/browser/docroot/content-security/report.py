"""Takes a report by POST; GET waits for it."""

import json
import time


def main(request, response):
    key = request.GET.first(b"key")
    stash = request.server.stash
    if request.method == "POST":
        report = json.loads(request.body)["csp-report"]
        stash.put(key, {"type": request.headers[b"Content-Type"].decode(), "report": report})
        return 204, [], ""
    for _ in range(3000):
        value = stash.take(key)
        if value is not None:
            return [("Content-Type", "application/json")], json.dumps(value)
        time.sleep(0.01)
    return 504, [], "no report"
