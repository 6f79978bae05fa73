import hashlib

BODY = b"a body that seldom changes"
ETAG = '"%s"' % hashlib.md5(BODY).hexdigest()


def main(request, response):
    response.headers.set("ETag", ETAG)
    response.headers.set("Cache-Control", "public, max-age=3600")
    response.headers.set("Last-Modified", "Sat, 01 Jan 2000 00:00:00 GMT")
    if request.headers.get("If-None-Match", b"").decode() == ETAG:
        response.status = 304
        return None
    if request.headers.get("If-Modified-Since", b"") == b"Sat, 01 Jan 2000 00:00:00 GMT":
        return 304, [], b""
    return [("Content-Type", "text/plain")], BODY
