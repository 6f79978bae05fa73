"""Transformations of a response that the request's `pipe` parameter or the file's name asks for."""

from urllib.parse import unquote


def pipe_string(path, request):
    """The pipes for this request, as `name(argument, ...)|...`; empty when there are none."""
    found = "sub(%s)" % ("html" if path.endswith(_MARKUP) else "none") if ".sub." in path else ""
    for piece in request.url_parts.query.split("&"):
        name, _, value = piece.partition("=")
        if value and unquote(name.replace("+", " ")) == "pipe":
            last = unquote(value.replace("+", " "))
            found = found.partition("|")[0] + "|" + last if ".sub." in path else last
    return found


_MARKUP = (".html", ".htm", ".xht", ".xhtml", ".xml", ".svg")


def wrap_pipeline(path, request, response):
    """Apply the request's pipes to its response."""
    pipes = pipe_string(path, request)
    if pipes:
        Pipeline(pipes)(request, response)
    return response


class Pipeline:
    """Pipes in the order they are applied in."""

    def __init__(self, pipe_string):
        self.pipe_string = pipe_string

    def __call__(self, request, response):
        raise NotImplementedError("pipes are not implemented yet: %s" % self.pipe_string)


def _not_yet(name):
    def pipe(request, response, *arguments):
        raise NotImplementedError("pipes are not implemented yet: %s" % name)
    pipe.__name__ = name
    return pipe


status = _not_yet("status")
header = _not_yet("header")
trickle = _not_yet("trickle")
slice = _not_yet("slice")
sub = _not_yet("sub")
gzip = _not_yet("gzip")


def template(request, content, escape_type="html"):
    """Replace `{{...}}` in content."""
    raise NotImplementedError("pipes are not implemented yet: sub")
