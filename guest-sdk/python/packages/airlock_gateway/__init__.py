"""The server interfaces of Python's own standard: WSGI (PEP 3333), `http.server`, CGI (RFC 3875).

In: the program that `_airlock.main` names, and by which interface it is to be called. Out: its response, to the primitives.
"""

from . import cgi, handler_classes, wsgi
from .files import run as run_file, try_out as try_file

# What a file lacks that has no `main` either.
NOTHING_ELSE = "no BaseHTTPRequestHandler class, no WSGI callable named application or app, and served nothing"


def run(interface, code):
    """Call the program whose code is `code` by `interface`, as `_airlock.main` has it, and send its response."""
    name, module, callable = interface
    if name == "wsgi":
        wsgi.run(module, callable, code)
    elif name in cgi.INTERFACES:
        cgi.run(name, code)
    else:
        raise NotImplementedError(name)


def run_what_is_defined(environment):
    """Answer with what a file without `main`, run to `environment`, defines. Whether there was something."""
    answer = _what_is_defined(environment)
    if answer is None:
        return False
    function, defined = answer
    function(defined)
    return True


def defines_something(environment):
    """Whether `run_what_is_defined` would answer."""
    return _what_is_defined(environment) is not None


def _what_is_defined(environment):
    """A function, and what it is to be called with to answer the request; None when there is nothing."""
    handler_class = handler_classes.find(environment)
    if handler_class is not None:
        return handler_classes.answer, handler_class
    for name in "application", "app":
        application = environment.get(name)
        if hasattr(application, "__call__"):
            return wsgi.answer, application
    return None
