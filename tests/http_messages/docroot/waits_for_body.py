"""Says that it has begun, then reads a body that may never come whole."""


def main(request, response):
    request.server.stash.put(request.url_parts.query, "begun", path="/shared")
    return b"%d" % len(request.body)
