"""A resource with an ETag: a client that has this version already gets 304 and no body.

    curl -i 'http://127.0.0.1:8000/caching/entity-tag.py'
    curl -i -H 'If-None-Match: "tide-1"' 'http://127.0.0.1:8000/caching/entity-tag.py?version=1'
"""


def main(request, response):
    version = request.GET.first(b"version", b"1")
    tag = b'"tide-%s"' % version
    headers = [("ETag", tag), ("Cache-Control", "no-cache")]
    if request.headers.get(b"If-None-Match") == tag:
        return 304, headers, b""
    return headers + [("Content-Type", "text/plain")], b"Tide table, version %s.\n" % version
