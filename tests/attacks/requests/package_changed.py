"""Changes the classes and functions that requests and responses are made of."""

import http.server
import io
import sys
import wptserve.request
import wptserve.response


PLACES = [wptserve.response.Response, wptserve.request.Request, http.server.BaseHTTPRequestHandler, sys.modules["_airlock"], io]


def leave():
    for place in PLACES:
        place.left_behind = True
    return "left"


def look():
    found = [getattr(place, "__name__", "?") for place in PLACES if hasattr(place, "left_behind")]
    return "got " + " ".join(found) if found else "clean"
