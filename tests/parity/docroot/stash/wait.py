import time


def main(request, response):
    """Answer in two pieces; the second when another request has put the word."""
    key, stash = request.GET.first(b"key"), request.server.stash
    if b"go" in request.GET:
        stash.put(key, b"second piece")
        return b"put"
    response.headers.set("Content-Type", "text/plain")
    response.write_status_headers()
    response.writer.write(b"first piece, ")
    for _ in range(2000):
        word = stash.take(key)
        if word is not None:
            response.writer.write(word)
            return None
        time.sleep(0.01)
    response.writer.write(b"nobody came")
