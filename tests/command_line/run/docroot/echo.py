"""What came, and what the handler knows of its place."""


def main(request, response):
    lines = [
        "method %s" % request.method,
        "url %s" % request.url,
        "query %s" % request.url_parts.query,
        "field %s" % request.headers.get("x-field", b"none").decode("latin-1"),
        "body %s" % request.body.decode("latin-1"),
        "file %s" % __file__,
        "docroot %s" % request.doc_root,
    ]
    return [("Content-Type", "text/plain")], "\n".join(lines) + "\n"
