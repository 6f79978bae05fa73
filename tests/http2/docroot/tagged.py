def main(request, response):
    """Has a tag: who knows it gets no content."""
    tag = b'"one"'
    status = 304 if request.headers.get(b"If-None-Match") == tag else 200
    return status, [("ETag", tag), ("Content-Type", "text/plain")], "content"
