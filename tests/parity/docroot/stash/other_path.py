def main(request, response):
    value = request.server.stash.take(request.GET.first(b"id"), "/stash/both.py")
    return value if value is not None else b"none"
