"""What a request's body holds when a form sent it: `request.POST`."""

from . import query
from .header_parameters import parse_header
from .multidict import MultiDict
from .multipart import parts
from .utils import isomorphic_encode


def parse(method, content_type, raw_input, read_body):
    """A MultiDict of bytes; uploaded files are `FieldStorage` objects.

    `read_body` is a function: it is not called when there is no form.
    """
    method = method.upper()
    if content_type is None:
        kind, parameters = "application/x-www-form-urlencoded" if method == "POST" else "text/plain", {}
    else:
        kind, parameters = parse_header(content_type)
    has_body = method not in ("GET", "HEAD")
    if kind == "application/x-www-form-urlencoded":
        return MultiDict.from_pairs(query.pairs(read_body())) if has_body else MultiDict()
    if kind.startswith("multipart/"):
        boundary = parameters.get("boundary", "").encode("latin-1")
        return MultiDict.from_pairs(_multipart_pairs(read_body() if has_body else b"", boundary))
    if has_body and raw_input.known_length:
        # This comes of wptserve's form parser storing bytes in a text file.
        raise TypeError("the body is no form: %s" % kind)
    return MultiDict()


def _multipart_pairs(body, boundary):
    for part in parts(body, boundary):
        # A file input without a chosen file has an empty name and counts as plain text.
        yield isomorphic_encode(part.name), part if part.filename else part.value
