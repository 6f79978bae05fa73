def main(request, response):
    count = 1
    with request.server.stash.lock:
        seen = request.server.stash.take(request.GET.first(b"token"))
        if seen:
            count = seen + 1
        request.server.stash.put(request.GET.first(b"token"), count)
    response.headers.set(b"Vary", request.GET.first(b"vary", b"*"))
    response.headers.set(b"Cache-Control", b"max-age=1000000")
    response.headers.set(b"Pragma", b"cache")
    return b"%d" % count
