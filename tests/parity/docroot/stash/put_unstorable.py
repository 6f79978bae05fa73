def main(request, response):
    request.server.stash.put(request.GET.first(b"key"), lambda: "never")
    return b"never"
