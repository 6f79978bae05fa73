def main(request, response):
    request.server.stash.put(request.GET.first(b"key"), None)
    return b"never"
