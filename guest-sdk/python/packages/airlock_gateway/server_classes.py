"""The standard library's servers, over the request under way instead of a port.

`install` replaces the methods that would wait for a client. They do as before where nothing is offered: in the in-process
engine, a thread that works for no request has the servers it always had.
"""

import os
import socketserver
from http.server import HTTPServer, SimpleHTTPRequestHandler
from socket import SOCK_STREAM
from wsgiref.simple_server import WSGIRequestHandler

import _airlock

from . import offers, working_folder
from .connection import Connection
from .listener import Listener

_outside = {}  # the methods as they were


def _listener(server):
    """The stand-in that the server listens at, None for one with a real socket."""
    socket = getattr(server, "socket", None)
    return socket if isinstance(socket, Listener) else None


def _make_server(self, server_address, RequestHandlerClass, bind_and_activate=True):
    offer = offers.to_server()
    if offer is None or self.socket_type != SOCK_STREAM:
        _outside["make_server"](self, server_address, RequestHandlerClass, bind_and_activate)
        return
    socketserver.BaseServer.__init__(self, server_address, RequestHandlerClass)
    self.socket = Listener(offer)
    if bind_and_activate:
        self.server_bind()
        self.server_activate()


def _bind(self):
    listener = _listener(self)
    if listener is None:
        _outside["bind"](self)
        return
    socketserver.TCPServer.server_bind(self)
    self.server_name = listener.offer.server_name()  # without a lookup
    self.server_port = self.server_address[1]


def _serve_forever(self, poll_interval=0.5):
    listener = _listener(self)
    if listener is None:
        _outside["serve_forever"](self, poll_interval)
        return
    self._BaseServer__is_shut_down.set()  # a handler that calls shutdown() does not wait for this to end
    _serve(self, listener.offer)
    self.service_actions()
    listener.offer.end()


def _handle_request(self):
    listener = _listener(self)
    if listener is None:
        return _outside["handle_request"](self)
    return _serve(self, listener.offer)


def _serve(server, offer):
    """As `_handle_request_noblock`, but that a failure is kept: it makes the response."""
    try:
        request, client_address = server.get_request()
    except OSError:
        return
    if not server.verify_request(request, client_address):
        server.shutdown_request(request)
        return
    try:
        server.process_request(request, client_address)
    except Exception as error:
        offer.failure = error
        if type(server).handle_error is not socketserver.BaseServer.handle_error:  # which would log what is logged later
            server.handle_error(request, client_address)
        server.shutdown_request(request)
    except BaseException:
        server.shutdown_request(request)
        raise


def _process_request(name):
    """For a class that would give the request to a thread or a process of its own."""
    def process_request(self, request, client_address):
        if _listener(self) is None:
            _outside[name](self, request, client_address)
        else:
            socketserver.BaseServer.process_request(self, request, client_address)

    return process_request


def _make_handler(self, *arguments, directory=None, **named):
    """The folder that is served by default is the docroot, or where the script has gone."""
    if directory is None and arguments and isinstance(arguments[0], Connection):
        directory = working_folder.to_serve()
    _outside["make_handler"](self, *arguments, directory=directory, **named)


def _environ(self):
    """`environ` for an application: what of the path names the file is no business of its."""
    environ = _outside["environ"](self)
    if isinstance(self.connection, Connection):
        script_name, path_info = _airlock.script_path()
        environ["SCRIPT_NAME"], environ["PATH_INFO"] = script_name.decode("latin-1"), path_info.decode("latin-1")
    return environ


def _replace(name, owner, attribute, function):
    _outside[name] = getattr(owner, attribute)
    function.__name__, function.__doc__ = attribute, _outside[name].__doc__
    setattr(owner, attribute, function)


def install():
    """From now on servers that a file sets up get its request."""
    if _outside:
        return
    _replace("make_server", socketserver.TCPServer, "__init__", _make_server)
    _replace("bind", HTTPServer, "server_bind", _bind)
    _replace("serve_forever", socketserver.BaseServer, "serve_forever", _serve_forever)
    _replace("handle_request", socketserver.BaseServer, "handle_request", _handle_request)
    _replace("in_thread", socketserver.ThreadingMixIn, "process_request", _process_request("in_thread"))
    if hasattr(os, "fork"):
        _replace("in_process", socketserver.ForkingMixIn, "process_request", _process_request("in_process"))
    _replace("make_handler", SimpleHTTPRequestHandler, "__init__", _make_handler)
    _replace("environ", WSGIRequestHandler, "get_environ", _environ)
