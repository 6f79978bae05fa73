import time


def wait_for(stash, key):
    for _ in range(2000):
        value = stash.take(key)
        if value is not None:
            return value
        time.sleep(0.01)
    return "nothing"


def main(request, response):
    """Three requests: one holds the lock, one waits for it, one gives the word to let it go."""
    stash, role = request.server.stash, request.GET.first(b"role")
    word, trail = request.GET.first(b"word"), request.GET.first(b"trail")
    if role == b"word":
        stash.put(word, "go")
        return b"given"
    response.headers.set("Content-Type", "text/plain")
    response.write_status_headers()
    if role == b"holder":
        with stash.lock:
            response.writer.write(b"holds, ")
            wait_for(stash, word)
            stash.put(trail, "the holder was first")
        response.writer.write(b"held")
    else:
        response.writer.write(b"waits, ")
        with stash.lock:
            response.writer.write(stash.take(trail) or "the lock was free")
