def main(request, response):
    key, stash = request.GET.first(b"key"), request.server.stash
    stash.put(key, "own")
    stash.put(key, "elsewhere", "/else/where")
    stash.put(key, "named", path="/named")
    stash.put(key, "bytes", path=b"/bytes")
    found = [
        stash.take(key, "/nobody"),
        stash.take(key, "/named"),
        stash.take(key, path="/else/where"),
        stash.take(key, "/bytes"),
        stash.take(key, request.url_parts.path),
        stash.take(key),
    ]
    return repr(found)
