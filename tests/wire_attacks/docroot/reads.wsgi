"""Reads the body and says what it was."""


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"read [%s]" % environ["wsgi.input"].read()]
