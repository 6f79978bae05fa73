def main(request, response):
    key = request.GET.first(b"key")
    request.server.stash.put(key, "first")
    request.server.stash.put(key, "second")
    return b"never"
