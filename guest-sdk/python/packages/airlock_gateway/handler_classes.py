"""Classes derived from `http.server.BaseHTTPRequestHandler`: which one of a file answers, and how it is called."""

import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from wsgiref.simple_server import WSGIRequestHandler

from airlock_runtime import docroot

from . import offers


def find(environment):
    """The class that answers for a file, run to `environment`; None when there is none."""
    classes = list(dict.fromkeys(filter(_is_handler, environment.values())))
    if not classes:
        return None
    name = environment.get("__name__", "builtins")
    own = [found for found in classes if found.__module__ == name]
    found = own or [found for found in classes if _is_from_docroot(found)]
    leaves = [one for one in found if not any(other is not one and issubclass(other, one) for other in found)]
    return leaves[-1] if leaves else None


def _is_handler(value):
    # The handlers of wsgiref do nothing without their server and its application.
    return (isinstance(value, type) and issubclass(value, BaseHTTPRequestHandler) and value is not BaseHTTPRequestHandler
            and not issubclass(value, WSGIRequestHandler))


def _is_from_docroot(found):
    file = getattr(sys.modules.get(found.__module__), "__file__", None)
    return file is not None and docroot.below(file) is not None


def answer(handler_class):
    """Answer the request with an instance, made as a server makes it."""
    offer = offers.Offer()
    server = _server(offer, handler_class)
    connection, client_address = server.get_request()
    server.finish_request(connection, client_address)
    server.shutdown_request(connection)
    offer.conclude("the class %s" % handler_class.__name__)


def _server(offer, handler_class):
    offers.current.offer = offer
    try:
        return HTTPServer(offer.address(), handler_class)
    finally:
        offers.current.offer = None
