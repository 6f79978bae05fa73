# A log of requests: each appends its method, a last one reads all.
def main(request, response):
    key, stash = request.GET.first(b"key"), request.server.stash
    if b"read" in request.GET:
        log = stash.take(key) or []
        return [("Content-Type", "text/plain")], ",".join(log)
    with stash.lock:
        log = stash.take(key) or []
        log.append("%s %s" % (request.method, request.headers.get(b"X-Mark", b"-").decode()))
        stash.put(key, log)
    return b""
