def main(request, response):
    value = request.server.stash.take(request.GET.first(b"id"))
    return value if value is not None else b"not under this path"
