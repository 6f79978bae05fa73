"""Environment variables: a CGI script's are its own, for others they are the process's."""

import contextlib
import os
import subprocess

from airlock_gateway import process

from .view import current


def _own():
    """The variables of the calling thread's request, None when it has none of its own."""
    view = current.view
    return None if view is None else view.environ


class ViewedEnviron(os._Environ):
    """The class of `os.environ` and `os.environb`."""

    @property
    def _data(self):
        own = _own()
        return vars(self)["_data"] if own is None else own

    @_data.setter
    def _data(self, data):
        vars(self)["_data"] = data


@contextlib.contextmanager
def environment(variables):
    """As `airlock_gateway.process.environment`, for the calling thread's request."""
    view = current.view
    before, view.environ = view.environ, variables
    try:
        yield
    finally:
        view.environ = before


def _unless_own(function):
    """A function that changes the process's variables, and nothing in a request with variables of its own."""
    def guarded(*arguments):
        if _own() is None:
            function(*arguments)

    guarded.__name__, guarded.__doc__ = function.__name__, function.__doc__
    return guarded


def _hand_on():
    """A program that a request starts gets the request's variables."""
    start = subprocess.Popen.__init__

    def start_for_request(self, *arguments, **named):
        own = _own()
        if own is not None and named.get("env") is None and len(arguments) < 11:
            named["env"] = own.copy()
        start(self, *arguments, **named)

    start_for_request.__doc__ = start.__doc__
    subprocess.Popen.__init__ = start_for_request
    system = os.system

    def system_for_request(command):
        if _own() is None:
            return system(command)
        status = subprocess.call(command, shell=True)
        return -status if status < 0 else status << 8  # as `wait` has it

    system_for_request.__name__, system_for_request.__doc__ = "system", system.__doc__
    os.system = system_for_request


def install():
    """From now on a request may have variables of its own."""
    os.environ.__class__ = os.environb.__class__ = ViewedEnviron
    os.putenv, os.unsetenv = _unless_own(os.putenv), _unless_own(os.unsetenv)
    process.environment = environment
    _hand_on()
