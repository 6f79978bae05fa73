"""The working folder: a request that goes somewhere goes alone.

Linux keeps it for each thread, if asked to: a thread is made independent of the process before it goes anywhere, and goes back
when its request has ended. Threads that a handler starts afterwards are where it is.
"""

import functools
import logging
import os
import threading

from airlock_gateway import working_folder
from airlock_runtime import docroot

from .view import current

_CLONE_FS = 0x200
_logger = logging.getLogger("airlock.in_process")


class _Thread(threading.local):
    """Of the calling thread."""

    is_independent = False
    has_gone = False


_thread = _Thread()
_start = None  # the process's folder


def _unshare():
    if hasattr(os, "unshare"):
        os.unshare(_CLONE_FS)
        return
    import ctypes

    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_FS) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def _go_alone():
    if _thread.is_independent:
        return
    view, current.view = current.view, None  # what is imported here is no request's
    try:
        _unshare()
    except OSError as error:
        message = "this system has no working folder for a request alone: %s" % error
        _warn(message)
        raise PermissionError(1, message) from None
    finally:
        current.view = view
    _thread.is_independent = True


@functools.cache
def _warn(message):
    """Once."""
    _logger.warning("%s; relative paths start from the server's", message)


def _in_requests_alone(function):
    def go(place):
        if current.streams is None:
            function(place)
            return
        _go_alone()
        function(place)
        _thread.has_gone = True

    go.__name__, go.__doc__ = function.__name__, function.__doc__
    return go


def go_back():
    """Be where the process is. At the end of each request."""
    if _thread.has_gone:
        _thread.has_gone = False
        _fchdir(_start)


_fchdir = os.fchdir


def to_serve():
    """As `airlock_gateway.working_folder.to_serve`: the process's own folder is not served."""
    return os.getcwd() if _thread.has_gone else docroot.root()


def install():
    """From now on requests go alone."""
    global _start
    _start = os.open(".", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    os.chdir, os.fchdir = _in_requests_alone(os.chdir), _in_requests_alone(os.fchdir)
    working_folder.to_serve = to_serve
