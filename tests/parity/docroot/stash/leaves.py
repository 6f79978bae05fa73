import time


def main(request, response):
    """Write for as long as the client is there; tell the stash when it has left."""
    key, stash = request.GET.first(b"key"), request.server.stash
    if b"ask" in request.GET:
        for _ in range(2000):
            word = stash.take(key)
            if word is not None:
                return word
            time.sleep(0.01)
        return b"no word"
    response.headers.set("Content-Type", "text/plain")
    response.write_status_headers()
    for number in range(4000):
        if not response.writer.write("piece %d\n" % number):
            stash.put(key, b"the write returned False")
            return None
        time.sleep(0.005)
    stash.put(key, b"nobody noticed")
