def main(request, response):
    key = request.GET.first(b"key").decode("ascii")
    stash = request.server.stash
    stash.put(key, "by text")
    return repr([stash.take(key.upper()), stash.take(key)])
