"""Transformations of a response that the request's `pipe` parameter or the file's name asks for.

What an expression says is checked with its position before a pipe runs: expressions are in the client's hands.
"""

import time
from urllib.parse import unquote

from .templates import template
from .utils import BadHandler

__all__ = ["Pipeline", "boolean", "gzip", "header", "nullable", "opt", "pipe", "resolve_content", "slice", "status", "sub",
           "template", "trickle", "wrap_pipeline"]

_MARKUP = (".html", ".htm", ".xht", ".xhtml", ".xml", ".svg")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


def pipe_string(path, request):
    """The pipes for this request, as `name(argument, ...)|...`; empty when there are none."""
    return "|".join(filter(None, _pipe_strings(path, request)))


def _pipe_strings(path, request):
    """The pipes that the file's name asks for, and those of the request."""
    found = "sub(%s)" % ("html" if path.endswith(_MARKUP) else "none") if ".sub." in path else ""
    asked = ""
    for piece in request.url_parts.query.split("&"):
        name, _, value = piece.partition("=")
        if value and unquote(name.replace("+", " ")) == "pipe":
            asked = unquote(value.replace("+", " "))
    return found, asked


def wrap_pipeline(path, request, response):
    """Apply the request's pipes to its response."""
    for pipeline in [Pipeline(pipes) for pipes in _pipe_strings(path, request) if pipes]:
        response = pipeline(request, response)
    return response


def resolve_content(response):
    """All of a response's content, as bytes."""
    return b"".join(response.iter_content(read_file=True))


def _problem(at, text):
    return BadHandler(500, "pipe expression, position %d: %s" % (at, text))


class Pipeline:
    """Pipes in the order they are applied in."""

    pipes = {}  # {name: function of request, response and texts}

    def __init__(self, pipe_string):
        self.pipe_functions = self.parse(pipe_string)

    def parse(self, pipe_string):
        """[(function, [(position, text)], position)] of an expression."""
        functions = []
        for name, at, arguments in _Reader(pipe_string).calls():
            if name not in self.pipes:
                raise _problem(at, "no pipe is named %r; there are %s" % (name, ", ".join(self.pipes)))
            functions.append((self.pipes[name], arguments, at))
        return functions

    def __call__(self, request, response):
        for function, arguments, at in self.pipe_functions:
            response = function(request, response, at, arguments)
        return response


class _Reader:
    """Reads an expression. A `)` that lacks at the end is no mistake."""

    def __init__(self, text):
        self.text = text
        self.at = 0

    def next(self):
        character = self.text[self.at:self.at + 1]
        self.at += 1
        return character

    def calls(self):
        name, begin = "", 1
        while True:
            character = self.next()
            if character and character not in "(|":
                if not name:
                    begin = self.at
                name += character
                continue
            if character == "(":
                if not name:
                    raise _problem(self.at, "the name of a pipe is missing")
                yield name, begin, self.arguments()
            elif name:
                yield name, begin, []
            if not character:
                return
            name = ""

    def arguments(self):
        found = []
        while True:
            text, begin = "", self.at + 1
            while (character := self.next()) and character not in ",)":
                if character == "\\":
                    character = self.next()
                    if not character:
                        raise _problem(self.at - 1, "nothing follows the backslash")
                    character = _ESCAPES.get(character, character)
                text += character
            found.append((begin, text))
            if character != ",":
                return found


class opt:
    """An argument that may be left out."""

    def __init__(self, f):
        self.f = f

    def __call__(self, arg):
        return self.f(arg)


def nullable(func):
    """Reads `null` as None, all else by `func`."""
    def read(arg):
        return None if arg.lower() == "null" else func(arg)
    return read


def boolean(arg):
    """Reads true, 1, false and 0."""
    word = arg.lower()
    if word in ("true", "1"):
        return True
    if word in ("false", "0"):
        return False
    raise ValueError("%r is neither true nor false" % arg)


class pipe:
    """Makes a pipe of a function, as a decorator with what reads each argument. The function itself stays as it is."""

    def __init__(self, *arg_converters):
        self.arg_converters = arg_converters
        self.max_args = len(arg_converters)
        self.min_args = sum(not isinstance(converter, opt) for converter in arg_converters)
        if any(isinstance(converter, opt) for converter in arg_converters[:self.min_args]):
            raise ValueError("an argument that may be left out stands before one that may not")

    def __call__(self, f):
        def run(request, response, at, arguments):
            if not self.min_args <= len(arguments) <= self.max_args:
                raise _problem(at, "%s takes %d to %d arguments, not %d"
                               % (f.__name__, self.min_args, self.max_args, len(arguments)))
            values = []
            for convert, (begin, text) in zip(self.arg_converters, arguments):
                try:
                    values.append(convert(text))
                    continue
                except ValueError as error:
                    problem = _problem(begin, str(error))
                raise problem  # not from within: an error page shows what led to an error
            return f(request, response, *values)
        Pipeline.pipes[f.__name__] = run
        return f


def _field_text(text):
    """A name or value from the client: what could end the field is refused."""
    if any(character in text for character in "\r\n\0"):
        raise ValueError("%r has a line break or NUL, which no header field may have" % text)
    text.encode("latin-1")
    return text


@pipe(opt(nullable(str)))
def sub(request, response, escape_type="html"):
    """Replace `{{...}}` in the content."""
    response.content = template(request, resolve_content(response), escape_type=escape_type)
    return response


@pipe(int)
def status(request, response, code):
    """Answer with another status."""
    response.status = code
    return response


@pipe(_field_text, _field_text, opt(boolean))
def header(request, response, name, value, append=False):
    """Set a header field, or with `append` add a value to it."""
    (response.headers.append if append else response.headers.set)(name, value)
    return response


@pipe(nullable(int), opt(nullable(int)))
def slice(request, response, start, end=None):
    """Send a part of the content, counted as Python counts."""
    content = resolve_content(response)[start:end]
    response.content = content
    response.headers.set("Content-Length", len(content))
    return response


def _steps(delays):
    """[(kind, value)] of `d1:100:r2`."""
    steps = []
    for item in delays.split(":"):
        if item.startswith("d"):
            step = "delay", float(item[1:])
            if not 0 <= step[1] < float("inf"):
                raise ValueError("%r is no delay" % item)
        elif item.startswith("r"):
            step = "repeat", int(item[1:])
            if step[1] % 2 or step[1] < 0:
                raise ValueError("%r repeats no even number of steps" % item)
        else:
            step = "bytes", int(item)
            if step[1] < 0:
                raise ValueError("%r is no size" % item)
        if steps and steps[-1][0] == step[0]:
            raise ValueError("%r follows one of its kind; write their sum" % item)
        steps.append(step)
    kind, value = steps[-1]
    if kind == "repeat" and not any(step[0] == "bytes" and step[1] for step in _before(steps, value)):
        raise ValueError("%r repeats nothing that sends a byte" % delays)
    return steps


def _before(steps, count):
    return steps[max(0, len(steps) - 1 - count):-1]


def _paced(content, steps):
    """The content in pieces, with waits between them."""
    sent = 0

    def run(block):
        nonlocal sent
        for kind, value in block:
            if kind == "delay":
                time.sleep(value)
            elif kind == "bytes":
                piece = content[sent:sent + value]
                sent += value
                yield piece

    yield from run(steps)
    kind, value = steps[-1]
    while kind == "repeat" and sent < len(content):
        yield from run(_before(steps, value))
    if sent < len(content):
        yield content[sent:]


def _delays(text):
    _steps(text)
    return text


@pipe(_delays)
def trickle(request, response, delays):
    """Send the content in parts: `d1:100:r2` waits a second and sends 100 bytes, again until all is sent."""
    steps = _steps(delays)
    content = resolve_content(response)
    headers = response.headers
    if not any(name in headers for name in ("Cache-Control", "Pragma", "Expires")):
        headers.set("Cache-Control", "no-cache, no-store, must-revalidate")
        headers.set("Pragma", "no-cache")
        headers.set("Expires", "0")
    response.content = _paced(content, steps)
    return response


@pipe()
def gzip(request, response):
    """Compress the content."""
    import gzip as module  # few handlers need it
    from io import BytesIO
    content = resolve_content(response)
    response.headers.set("Content-Encoding", "gzip")
    compressed = BytesIO()
    with module.GzipFile(fileobj=compressed, mode="w") as file:
        file.write(content)
    response.content = compressed.getvalue()
    response.headers.set("Content-Length", len(response.content))
    return response
