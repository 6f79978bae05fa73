"""Uses what belongs to requests when it is loaded: the stash."""

import _airlock

_airlock.stash_put("00000000-0000-0000-0000-000000000001", "/", b"1")


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"loaded"]
