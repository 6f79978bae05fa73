"""WSGI applications (PEP 3333): called once for a request, in a process that is theirs alone or shared by many threads."""

import sys
from wsgiref.util import FileWrapper

import _airlock

from .applications import load
from .input_stream import input_stream
from .meta_variables import meta_variables
from .wsgi_response import WsgiResponse


def run(module, callable, code):
    """Answer the request with the application `callable` of `module` or, where that is None, of the file with `code`."""
    answer(load(module, callable, code))


def answer(application):
    """Answer the request with the application."""
    environ = make_environ()
    response = WsgiResponse(environ["REQUEST_METHOD"])
    result = application(environ, response.start_response)
    try:
        response.send(result)
    finally:
        # Also when the client has left (PEP 3333, "Specification Details").
        close = getattr(result, "close", None)
        if close is not None:
            close()


def make_environ():
    """The `environ` of the request under way."""
    head = _airlock.head()
    environ = meta_variables(head, *_airlock.script_path())
    once = _airlock.is_last()
    environ["wsgi.version"] = (1, 0)
    environ["wsgi.url_scheme"] = head[3]
    environ["wsgi.input"] = input_stream()
    environ["wsgi.input_terminated"] = True  # a body without a length ends where the client ended it
    environ["wsgi.errors"] = sys.stderr
    environ["wsgi.multithread"] = not _alone
    environ["wsgi.multiprocess"] = _alone
    environ["wsgi.run_once"] = once
    environ["wsgi.file_wrapper"] = FileWrapper
    return environ


_alone = True  # the in-process engine, whose threads share applications, says otherwise


def share_applications():
    """From now on an application is called by several threads at once."""
    global _alone
    _alone = False
