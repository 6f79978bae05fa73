from urllib.parse import urlencode, urlunsplit


def main(request, response):
    count = int(request.GET.first(b"count", b"0"))
    if count == 0:
        return [("Content-Type", "text/plain")], b"arrived"
    parts = request.url_parts
    query = urlencode({"count": count - 1})
    target = urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
    return 301, [("Location", target)], b""
