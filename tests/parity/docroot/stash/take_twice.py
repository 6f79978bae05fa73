def main(request, response):
    key, stash = request.GET.first(b"key"), request.server.stash
    stash.put(key, ["once"])
    return repr([stash.take(key), stash.take(key)])
