"""One request after another, on many threads at once."""

import _airlock
from airlock_runtime import dispatch

from . import application_views, working_folder
from .output import RequestStreams
from .view import current


def handle():
    """Answer the request that the calling thread works for."""
    streams = RequestStreams()
    current.view = application_views.view_of_request()
    current.streams = streams
    try:
        dispatch.handle()
    finally:
        working_folder.go_back()
        current.view = current.streams = None
        streams.flush()


def compile_source(source, path, root):
    """Source (bytes) of the file at `path` below the docroot `root` to a code object, or (path, line, kind, message)."""
    try:
        return compile(source, "%s/%s" % (root, path), "exec", dont_inherit=True)
    except SyntaxError as error:
        return path, error.lineno or 0, type(error).__name__, error.msg or ""
    except (RecursionError, MemoryError, OverflowError, ValueError) as error:  # too much for the compiler
        return path, 0, type(error).__name__, str(error)
