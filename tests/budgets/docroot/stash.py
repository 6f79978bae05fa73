"""Put (POST) or take (GET) a value of the stash. The key is the query. What put raises is the answer."""


def main(request, response):
    stash = request.server.stash
    key = request.url_parts.query
    if request.method == "POST":
        try:
            stash.put(key, request.body, path="/shared")
        except Exception as error:
            return 507, [], "%s: %s" % (type(error).__name__, error)
        return b"put"
    value = stash.take(key, path="/shared")
    if value is None:
        return 204, [], b""
    return value
