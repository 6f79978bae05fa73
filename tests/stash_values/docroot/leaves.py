"""Puts the request's body into the stash as it is, past the encoding: whatever a handler can craft, it can leave there."""

import _airlock


def main(request, response):
    return b"%d" % _airlock.stash_put(request.url_parts.query, "/crafted", request.body)
