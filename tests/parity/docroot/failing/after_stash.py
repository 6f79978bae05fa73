def main(request, response):
    key, stash = request.GET.first(b"key"), request.server.stash
    if b"take" in request.GET:
        return repr(stash.take(key))
    stash.put(key, "stored before the failure")
    raise ValueError("failed")
