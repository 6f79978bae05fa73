def main(request, response):
    names = request.GET.first(b"headers").split(b"|")
    for name in names:
        if name in request.headers:
            response.headers.set(b"X-Request-" + name, request.headers.get(name, b""))
    response.headers.set(b"Access-Control-Expose-Headers", b", ".join(b"X-Request-" + name for name in names))
    return b""
