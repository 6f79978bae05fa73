"""Says which interpreter this is, and how many requests it has answered. A query asks for an end before the answer; then the
log says which one it was."""

import os
import sys
import time
import uuid

import _airlock


def main(request, response):
    sys.answered = getattr(sys, "answered", 0) + 1
    sys.identity = getattr(sys, "identity", None) or uuid.uuid4().hex
    how = request.url_parts.query
    if not how:
        return "%d %s" % (sys.answered, sys.identity)
    print("ends by %s: %d %s" % (how, sys.answered, sys.identity), flush=True)
    if how == "raise":
        raise ValueError("on purpose")
    if how == "exit":
        sys.exit(1)
    if how == "_exit":
        os._exit(1)
    if how == "cpu":
        while True:
            pass
    if how in ("wall", "leave"):
        time.sleep(3600)
    if how == "memory":
        return b"%d" % len(b"x" * (1 << 30))
    if how == "response":
        return b"x" * (4 << 20)
    if how == "fail":
        _airlock.fail(500, "on purpose")
    if how == "half":
        response.writer.write_status(200)
        response.writer.write_header("Content-Length", "10")
        response.writer.end_headers()
        response.writer.write("half")
        raise ValueError("on purpose")
