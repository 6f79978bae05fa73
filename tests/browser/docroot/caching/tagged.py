"""Has a tag, and counts how often it was enough to say so."""

TAG = b'"the-tag"'


def main(request, response):
    key = request.GET.first(b"key")
    stash = request.server.stash
    if b"count" in request.GET:
        return str(stash.take(key))
    headers = [("ETag", TAG), ("Cache-Control", "no-cache"), ("Content-Type", "text/plain")]
    asked = request.headers.get(b"If-None-Match")
    if asked == TAG:
        with stash.lock:
            stash.put(key, (stash.take(key) or 0) + 1)
        return 304, headers, ""
    return headers, "asked with %s" % (asked or b"nothing").decode("latin-1")
