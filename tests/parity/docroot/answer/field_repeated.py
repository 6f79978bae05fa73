def main(request, response):
    response.headers.set("X-A", "1")
    response.headers.append("X-A", "2")
    response.headers.append("X-A", "3")
    if b"again" in request.GET:
        response.headers.set("X-A", "only")
    return b"ok"
