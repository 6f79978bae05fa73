"""A WSGI application; its counter shows that a request finds the application as it was imported."""

seen = 0


def application(environ, start_response):
    global seen
    seen += 1
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"application {environ['QUERY_STRING']} {seen} {len(body)}".encode()]
