"""Opens a file when it is loaded, and reads it in each request."""

file = open(__file__)


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [file.readline().encode()]
