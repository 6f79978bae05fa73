"""Applications that break the rules, one each, inside the validator of the standard library."""

from wsgiref.validate import validator

TEXT = [("Content-Type", "text/plain")]


def started_with(status, headers, *more):
    """An application that only gives `start_response` these."""
    @validator
    def application(environ, start_response):
        start_response(status, headers, *more)
        return [b"not seen"]

    return application


def returning(result):
    """An application that returns this, all else being right."""
    @validator
    def application(environ, start_response):
        start_response("200 OK", TEXT)
        return result

    return application


def using_input(use):
    """An application that does this with its input."""
    @validator
    def application(environ, start_response):
        use(environ["wsgi.input"])
        start_response("200 OK", TEXT)
        return [b"not seen"]

    return application


def using_errors(use):
    """An application that does this with the stream of errors."""
    @validator
    def application(environ, start_response):
        use(environ["wsgi.errors"])
        start_response("200 OK", TEXT)
        return [b"not seen"]

    return application


def around(use):
    """Middleware that does this with a right application, the environ and `start_response`."""
    @validator
    def right(environ, start_response):
        start_response("200 OK", TEXT)
        return [b"right"]

    return lambda environ, start_response: use(right, environ, start_response)


# The status.
status_of_bytes = started_with(b"200 OK", TEXT)
status_of_two_digits = started_with("20 OK", TEXT)
status_below_100 = started_with("099 Low", TEXT)
status_without_reason = started_with("200", TEXT)

# The headers.
headers_in_a_tuple = started_with("200 OK", tuple(TEXT))
header_in_a_list = started_with("200 OK", [["Content-Type", "text/plain"]])
header_of_three = started_with("200 OK", [("Content-Type", "text/plain", "more")])
header_name_of_bytes = started_with("200 OK", [(b"Content-Type", "text/plain")])
header_value_of_int = started_with("200 OK", [("Content-Type", "text/plain"), ("Content-Length", 8)])
header_named_status = started_with("200 OK", [*TEXT, ("Status", "200 OK")])
header_name_with_colon = started_with("200 OK", [*TEXT, ("X:Y", "z")])
header_name_with_line_end = started_with("200 OK", [*TEXT, ("X\nY", "z")])
header_name_with_space = started_with("200 OK", [*TEXT, ("X Y", "z")])
header_name_ends_with_dash = started_with("200 OK", [*TEXT, ("X-", "z")])
header_value_with_line_end = started_with("200 OK", [*TEXT, ("X", "a\r\nSet-Cookie: b=c")])
no_content_type = started_with("200 OK", [])
content_type_without_content = started_with("204 No Content", TEXT)

# `start_response` itself.
exc_info_of_text = started_with("200 OK", TEXT, "no exc_info")


@validator
def start_response_with_one(environ, start_response):
    start_response("200 OK")
    return [b"not seen"]


@validator
def start_response_with_names(environ, start_response):
    start_response("200 OK", TEXT, exc_info=None)
    return [b"not seen"]


@validator
def start_response_never(environ, start_response):
    return [b"not seen"]


@validator
def start_response_twice(environ, start_response):
    start_response("200 OK", TEXT)
    start_response("500 Twice", TEXT)
    return [b"not seen"]


@validator
def start_response_again_behind_content(environ, start_response):
    start_response("200 OK", TEXT)(b"begun")
    try:
        raise LookupError("behind the content")
    except LookupError as error:
        start_response("500 Late", TEXT, (type(error), error, error.__traceback__))
    return [b"not seen"]


@validator
def writes_text(environ, start_response):
    start_response("200 OK", TEXT)("text")
    return []


# What is returned.
returns_none = returning(None)
returns_false = returning(False)
returns_text = returning("text")
returns_bytes = returning(b"bytes")
yields_text = returning(["text"])
yields_text_later = returning([b"bytes", "text"])

# Input.
input_read_all = using_input(lambda stream: stream.read())
input_read_two = using_input(lambda stream: stream.read(1, 2))
input_readline_two = using_input(lambda stream: stream.readline(1, 2))
input_readlines_two = using_input(lambda stream: stream.readlines(1, 2))
input_closed = using_input(lambda stream: stream.close())

# Errors.
errors_of_bytes = using_errors(lambda stream: stream.write(b"bytes"))
errors_lines_of_bytes = using_errors(lambda stream: stream.writelines(["text", b"bytes"]))
errors_closed = using_errors(lambda stream: stream.close())

# Middleware.
called_with_one = around(lambda right, environ, start_response: right(environ))
called_with_names = around(lambda right, environ, start_response: right(environ, start_response, more=1))
called_with_other_environ = around(lambda right, environ, start_response: right(type("Other", (dict,), {})(environ), start_response))


@around
def read_behind_close(right, environ, start_response):
    result = right(environ, start_response)
    result.close()
    return [next(result)]


@around
def never_closed(right, environ, start_response):
    for piece in right(environ, start_response):
        pass
    return [b"answered all the same"]
