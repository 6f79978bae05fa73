PATH = "/beacon"


def main(request, response):
    seen = {
        "method": request.method,
        "type": request.headers.get(b"Content-Type", b"").decode("latin-1"),
        "body": request.body.decode("utf-8"),
    }
    request.server.stash.put(request.GET.first(b"key"), seen, PATH)
    return 204, [], ""
