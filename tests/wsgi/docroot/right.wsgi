"""Applications that keep the rules and use all that they allow, by the name behind this file's, inside the validator."""

import io
import sys
from wsgiref.validate import validator

TEXT = [("Content-Type", "text/plain")]
NAMES = ("REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "CONTENT_TYPE", "CONTENT_LENGTH", "SERVER_PROTOCOL",
         "HTTP_HOST", "HTTP_X_TWICE", "wsgi.url_scheme")


def shows(environ, start_response):
    start_response("200 OK", TEXT)
    return [("%s=%r\n" % (name, environ.get(name))).encode("latin-1") for name in NAMES]


def reads(environ, start_response):
    stream = environ["wsgi.input"]
    start_response("200 OK", TEXT)
    return [repr((stream.read(3), stream.readline(), stream.readline(2), stream.readlines(4), list(stream), stream.read(1))).encode()]


def iterates(environ, start_response):
    start_response("200 OK", TEXT)
    for line in environ["wsgi.input"]:
        yield line.upper()


def writes(environ, start_response):
    write = start_response("200 OK", TEXT)
    write(b"one ")
    write(b"")
    write(b"two ")
    return iter([b"three"])


def empty(environ, start_response):
    start_response("200 OK", TEXT)
    return []


def without_content(environ, start_response):
    start_response("204 No Content", [("X-Some", "thing")])
    return []


def not_modified(environ, start_response):
    start_response("304 Not Modified", [("ETag", '"x"')])
    return [b""]


def replaced(environ, start_response):
    start_response("200 OK", TEXT)
    try:
        raise LookupError("before the content")
    except LookupError:
        start_response("503 Replaced", [*TEXT, ("Retry-After", "1")], sys.exc_info())
    return [b"replaced"]


def logs(environ, start_response):
    errors = environ["wsgi.errors"]
    errors.write("told by write\n")
    errors.writelines(["told by ", "writelines\n"])
    errors.flush()
    start_response("200 OK", TEXT)
    return [b"logged"]


def wraps(environ, start_response):
    start_response("200 OK", TEXT)
    return environ["wsgi.file_wrapper"](io.BytesIO(b"wrapped " * 5000), 1000)


class closes:
    """Iterable, with a `close` that says so."""

    def __init__(self, environ, start_response):
        self.errors = environ["wsgi.errors"]
        start_response("200 OK", TEXT)

    def __iter__(self):
        return iter([b"to be ", b"closed"])

    def close(self):
        self.errors.write("it was closed\n")


def late(environ, start_response):
    """Starts its response when the first piece is asked for."""
    start_response("200 OK", [*TEXT, ("Content-Length", "8")])
    yield b"late "
    yield b""
    yield b"one"


def application(environ, start_response):
    name = environ["PATH_INFO"].strip("/").split("/")[0] or "shows"
    return validator(globals()[name])(environ, start_response)
