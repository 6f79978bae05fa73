from wsgiref.simple_server import make_server


def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Path", environ["PATH_INFO"])])
    yield b"hello "
    yield environ["QUERY_STRING"].encode()
    yield environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"] or 0))


with make_server("", 8000, hello) as server:
    server.serve_forever()
