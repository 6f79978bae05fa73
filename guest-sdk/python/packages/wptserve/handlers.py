"""Decorators and handler objects that handlers import from `wptserve.handlers`."""

import json
import os

from .constants import content_types
from .pipes import wrap_pipeline
from .utils import BadHandler, HTTPException

__all__ = ["ErrorHandler", "FunctionHandler", "HTTPException", "StringHandler", "as_is_handler", "file_handler",
           "handler", "json_handler", "python_script_handler"]


class FunctionHandler:
    """Calls a function of (request, response) and puts what it returns into the response."""

    def __init__(self, func):
        self.func = func

    def __call__(self, request, response):
        try:
            returned = self.func(request, response)
        except HTTPException:
            raise
        except Exception as error:
            raise HTTPException(500) from error
        if returned is not None:
            fill(response, returned)
            wrap_pipeline("", request, response)


def fill(response, returned):
    """Put what a handler returned into its response: content, (headers, content) or (status, headers, content)."""
    if isinstance(returned, tuple):
        if len(returned) == 3:
            status, headers, content = returned
            if type(status) is int:
                response._status = status, None
            else:
                response.status = status
        elif len(returned) == 2:
            headers, content = returned
        else:
            raise BadHandler(500, "main returned a tuple of %d; it is (headers, content) or (status, headers, content)"
                             % len(returned))
        response.headers.update(headers)
        response.content = content
    else:
        response.content = returned


def handler(func):
    """Make a handler of a function, as a decorator."""
    return FunctionHandler(func)


class JsonHandler:
    """Sends what a function returns as JSON; in a tuple, the last item."""

    def __init__(self, func):
        self.func = func

    def __call__(self, request, response):
        return FunctionHandler(self.handle_request)(request, response)

    def handle_request(self, request, response):
        """The function's result with its content turned into JSON text."""
        returned = self.func(request, response)
        response.headers.set("Content-Type", "application/json")
        if isinstance(returned, tuple):
            content = json.dumps(returned[-1])
            returned = (*returned[:-1], content)
        else:
            returned = content = json.dumps(returned)
        response.headers.set("Content-Length", len(content))
        return returned


def json_handler(func):
    """Make a handler that sends JSON, as a decorator."""
    return JsonHandler(func)


class ErrorHandler:
    """Answers every request with an error."""

    def __init__(self, status):
        self.status = status

    def __call__(self, request, response):
        response.set_error(self.status)


class StringHandler:
    """Answers every request with the same text. In names of headers `_` stands for `-`."""

    def __init__(self, data, content_type, **headers):
        self.data = data
        self.resp_headers = [("Content-Type", content_type)]
        self.resp_headers += [(name.replace("_", "-"), value) for name, value in headers.items()]

    def handle_request(self, request, response):
        return self.resp_headers, self.data

    def __call__(self, request, response):
        return FunctionHandler(self.handle_request)(request, response)


def guess_content_type(path):
    """The content type that a file's extension stands for."""
    return content_types.get(os.path.splitext(path)[1].lstrip("."), "application/octet-stream")


def _by_the_host(name):
    def static_handler(request, response):
        raise NotImplementedError("%s: static files are served by the host" % name)
    static_handler.__name__ = name
    return static_handler


file_handler = _by_the_host("file_handler")
as_is_handler = _by_the_host("as_is_handler")
python_script_handler = _by_the_host("python_script_handler")
