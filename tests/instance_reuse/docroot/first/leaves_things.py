"""Leaves something behind that belongs to the request, as the query says. Without a query: what this request finds."""

import json
import os
import sys

import _airlock


def attempt(find):
    try:
        return repr(find())
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


def found(request):
    return {
        "lock": attempt(request.server.stash.lock.acquire),
        "body": attempt(lambda: request.body),
        "method": request.method,
        "field": attempt(lambda: request.headers.get("X-Left")),
        "query": request.url_parts.query,
        "cookies": attempt(lambda: sorted(request.cookies)),
        "auth": attempt(lambda: request.auth.username),
        "open": attempt(lambda: open(os.path.join(request.doc_root, "page.txt")).read()),
        "primitive": attempt(lambda: _airlock.read_body(10)),
    }


def main(request, response):
    sys.answered = getattr(sys, "answered", 0) + 1
    left = request.url_parts.query
    if left == "lock":
        request.server.stash.lock.acquire()
    elif left == "file":
        sys.left = [open(os.path.join(request.doc_root, "page.txt")) for _ in range(50)]
    elif left == "body":
        return b"unread"
    elif left == "head":
        response.status = 299
        response.headers.set("X-Left", "yes")
        response.set_cookie("left", "yes")
        return b"a head of its own"
    elif left == "writer":
        response.writer.write_status(201)
        response.writer.write_header("Content-Length", "4")
        response.writer.end_headers()
        response.writer.write("half")
    elif left == "nothing":
        return None
    elif left == "request":
        sys.left_request, sys.left_response = request, response
        return b"kept"
    elif left == "old":
        # The response of the request before: it must not become part of this one's.
        old = getattr(sys, "left_response", None)
        said = attempt(lambda: old.writer.write("smuggled")) if old else "none"
        return json.dumps({"said": said, "method": sys.left_request.method})
    else:
        return json.dumps({"answered": sys.answered, **found(request)})
