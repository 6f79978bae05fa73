"""Put (POST) or take (GET) a value of the stash. The key is the query."""


def main(request, response):
    stash = request.server.stash
    key = request.url_parts.query
    if request.method == "POST":
        stash.put(key, request.body, path="/shared")
        return b"put"
    value = stash.take(key, path="/shared")
    if value is None:
        return 204, [], b""
    return value
