def main(request, response):
    key = request.GET.first(b"id")
    stash = request.server.stash
    if request.method == "POST":
        stash.put(key, request.body)
        return [("Content-Type", "text/plain")], b"stored"
    value = stash.take(key)
    if value is None:
        return 404, [], b"nothing is there"
    return [("Content-Type", "text/plain")], value
