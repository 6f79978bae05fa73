"""What a program finds that is started as a process: its environment, arguments, folder and streams."""

import os
import sys
from contextlib import contextmanager


@contextmanager
def started(variables, arguments, folder, stdin, stdout):
    """Be a process that was started like this, for as long as the context lasts. `variables` is {name: value}, bytes both."""
    before = sys.argv, list(sys.path), sys.stdin, sys.stdout, sys.excepthook, sys.modules.get("__main__"), _place()
    sys.argv = arguments
    sys.path.insert(0, folder)
    sys.stdin, sys.stdout, sys.excepthook = stdin, stdout, sys.__excepthook__
    try:
        with environment(variables):
            _go(folder)
            yield
    finally:
        sys.argv, sys.path[:], sys.stdin, sys.stdout, sys.excepthook, main, was_in = before
        if main is not None:
            sys.modules["__main__"] = main
        _go(was_in)


@contextmanager
def environment(variables):
    """Have these environment variables. The in-process engine has an environment for each request."""
    before = os.environ._data
    _share(variables)
    try:
        yield
    finally:
        _share(before)


def _share(variables):
    os.environ._data = variables
    os.environb._data = variables  # both are one


def _place():
    try:
        return os.getcwd()
    except OSError:
        return None  # it was deleted


def _go(folder):
    if folder is None:
        return
    try:
        os.chdir(folder)
    except OSError:
        pass  # without files, or a system that has a working folder for one request: many a script opens none
