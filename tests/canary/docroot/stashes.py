"""Puts a value into the stash (POST) or takes it (GET), under a path that is no handler's. The key is the query."""


def main(request, response):
    key = request.url_parts.query
    if request.method == "POST":
        request.server.stash.put(key, request.body, path="/canary")
        return "put"
    value = request.server.stash.take(key, path="/canary")
    return "nothing" if value is None else value
