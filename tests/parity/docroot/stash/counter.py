def main(request, response):
    key, stash = request.GET.first(b"key"), request.server.stash
    with stash.lock:
        count = stash.take(key) or 0
        count += 1
        stash.put(key, count)
    return [("Cache-Control", "no-cache")], str(count)
