"""What a program finds that is started as a process: its environment, arguments, folder and streams."""

import os
import sys
from contextlib import contextmanager


@contextmanager
def started(variables, arguments, folder, stdin, stdout):
    """Be a process that was started like this, for as long as the context lasts. `variables` is {name: value}, bytes both."""
    before = sys.argv, list(sys.path), sys.stdin, sys.stdout, sys.excepthook, sys.modules.get("__main__"), place()
    sys.argv = arguments
    sys.path.insert(0, folder)
    sys.stdin, sys.stdout = stdin, stdout
    try:
        with environment(variables):
            go(folder)
            yield
    finally:
        sys.argv, sys.path[:], sys.stdin, sys.stdout, sys.excepthook, main, was_in = before
        if main is not None:
            sys.modules["__main__"] = main
        go(was_in)


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


def place():
    """The working folder. The in-process engine has one for each request."""
    return os.getcwd()


def go(folder):
    """Work in the folder, if its files can be seen."""
    try:
        os.chdir(folder)
    except OSError:
        pass  # the policy grants no files
