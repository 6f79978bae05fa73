"""Counts, and ends in the way that the query asks for."""

import os
import sys
import time

import _airlock


def main(request, response):
    sys.answered = getattr(sys, "answered", 0) + 1
    how = request.url_parts.query
    if how == "raise":
        raise ValueError("on purpose")
    if how == "exit":
        sys.exit(1)
    if how == "_exit":
        os._exit(1)
    if how == "cpu":
        while True:
            pass
    if how == "wall":
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
    return b"%d" % sys.answered
