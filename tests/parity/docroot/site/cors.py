def main(request, response):
    origin = request.headers.get(b"Origin")
    response.headers.set(b"Access-Control-Allow-Origin", origin or b"*")
    if origin:
        response.headers.set(b"Access-Control-Allow-Credentials", b"true")
        response.headers.append(b"Vary", b"Origin")
    if request.method == u"OPTIONS":
        requested = request.headers.get(b"Access-Control-Request-Headers", b"")
        response.headers.set(b"Access-Control-Allow-Headers", requested)
        response.headers.set(b"Access-Control-Allow-Methods", request.headers.get(b"Access-Control-Request-Method", b"GET"))
        response.headers.set(b"Access-Control-Max-Age", 60)
        response.status = 204
        return b""
    response.headers.set(b"Access-Control-Expose-Headers", b"X-Exposed")
    return [(b"Content-Type", b"application/json"), (b"X-Exposed", b"yes")], b'{"method": "%s"}' % request.method.encode()
