"""One request from beginning to end: run the handler file, call `main`, send what it answers.

This is the hot path: of what a request may need, only what this one does need is made.
"""

import gc
import linecache
import marshal

import _airlock
import airlock_gateway
from wptserve.h2_request import H2Request
from wptserve.h2_response import H2Response
from wptserve.handlers import fill
from wptserve.pipes import wrap_pipeline
from wptserve.request import Request
from wptserve.response import Response
from wptserve.utils import BadHandler, HTTPException, get_error_cause

from . import compiled_patterns, docroot, fresh_random, http2
from .docroot import INSIDE
from .failure_text import failure_text

WITHHELD = "the policy withholds this grant: "  # how each engine's PermissionError for a denial begins
FILE_WITH_PATH_INFO = "file-with-path-info"  # an interface's name, as `_airlock.main` has it
NO_HANDLER = "NoHandler"  # kind of problem of a file that only others may import


def handle():
    """Answer the request that `_airlock.head` describes. Called once in an instance."""
    request = Request()
    if request.is_http2:
        request = H2Request(request._head)
        response = H2Response(request)
    else:
        response = Response(request)
    try:
        if _run(request, response):
            response.conclude()
    except BaseException as error:  # SystemExit and KeyboardInterrupt end the request, not the interpreter
        _answer_failure(response, error)


def _run(request, response):
    """Run the handler. Whether `response` has what is to be sent: other interfaces than wptserve's answer by themselves."""
    try:
        _, code, interface = _airlock.main()
        compiled_patterns.offer(code)
        is_file = interface is None or interface[0] == FILE_WITH_PATH_INFO
        if is_file:
            environment, offer = airlock_gateway.run_file(code)
    except OSError as error:
        if isinstance(error, PermissionError) and WITHHELD in str(error):
            raise  # nothing is missing: the policy does not let the file run as it is
        _log_failure(error)
        raise HTTPException(404) from error
    if not is_file:
        airlock_gateway.run(interface, code)
        return False
    if offer is not None:
        offer.conclude("the server that %s has set up" % environment["__file__"])
        return False
    if not _is_file_handler(environment, request.is_http2):
        if airlock_gateway.run_what_is_defined(environment):
            return False
        _log(2, "looked for besides main: " + airlock_gateway.NOTHING_ELSE)
        raise BadHandler(500, "No main function in script %s" % environment["__file__"])
    if interface is not None:
        raise HTTPException(404)  # wptserve has no such path
    if request.is_http2:
        http2.run(environment, request, response)
        return True
    returned = environment["main"](request, response)
    if response.handled:
        return True  # pipes have no part in what was written by hand
    if returned is not None:
        fill(response, returned)
    path = code.co_filename
    if request.has_query or ".sub." in path:
        if returned is not None:
            wrap_pipeline("", request, response)  # once more than without a value, as wptserve has it
        wrap_pipeline(path, request, response)
    return True


def _is_file_handler(environment, is_http2):
    """Whether the file, run to `environment`, has functions as wptserve calls them. A `main` that the file calls itself, being
    run as `__main__`, is none."""
    if "main" in environment and environment.get("__name__") != "__main__":
        return True
    return is_http2 and ("handle_headers" in environment or "handle_data" in environment)


def _answer_failure(response, error):
    """Send the error that `error` stands for, or have the host do it."""
    try:
        if isinstance(error, MemoryError):
            _airlock.fail(500, "MemoryError")  # there is no room for more
        elif isinstance(error, _airlock.ClientGone):
            _log(1, "the client has gone")
        elif isinstance(error, HTTPException) and not 500 <= error.code < 600:
            _answer_http_exception(response, error)
        else:
            _fail(error)
    except _airlock.ClientGone:
        pass
    except BaseException as failure:
        try:
            _fail(failure)
        except _airlock.ClientGone:
            pass


def _answer_http_exception(response, error):
    """An answer that the handler chose by its code."""
    if response.handled:
        _fail(error)
    else:
        response.set_error(error.code, error)
        response.conclude()


def _fail(error):
    code = 500
    if isinstance(error, HTTPException):
        if type(error.code) is int and 500 <= error.code < 600:
            code = error.code
        error = get_error_cause(error)
    if isinstance(error, BadHandler):
        _airlock.fail(code, docroot.shown(error.message))  # not raised by the handler: it has no traceback to show
    else:
        _airlock.fail(code, failure_text(error))


def _log_failure(error):
    _log(2, failure_text(error))


def _log(level, message):
    try:
        _airlock.log(level, message)
    except PermissionError:
        pass  # a handler without that grant goes on as if nobody read the log


def compile_source(source, path):
    """Source (bytes) of the file at `path` to code that an instance can load, as bytes.

    For a source that does not compile (path, line, kind of error, message), as `check` gives it.
    """
    try:
        code = compile(source, INSIDE + path, "exec", dont_inherit=True)
        return marshal.dumps(compiled_patterns.add_to(code, source))
    except SyntaxError as error:
        return _syntax_problem(error, path)
    except (RecursionError, MemoryError, OverflowError, ValueError) as error:  # too much for the compiler
        return path, 0, type(error).__name__, str(error)


def check():
    """Run the handler's file without a request.

    None when it could be asked to handle one, else (path, line, kind of error, message).
    """
    path = ""
    try:
        path, code, interface = _airlock.main()
        if interface is not None and interface[0] != FILE_WITH_PATH_INFO:
            return None  # it is called as its configuration says, whatever it defines
        environment, offer = airlock_gateway.try_file(code)
    except BaseException as error:  # exit() at the top level is a problem as well
        return _problem(error, path)
    if offer is not None or _is_file_handler(environment, True) or airlock_gateway.defines_something(environment):
        return None
    return path, 0, NO_HANDLER, "the file defines no main, no handle_headers, no handle_data, " + airlock_gateway.NOTHING_ELSE


def prepare():
    """Load the application without a request, and leave the interpreter as a snapshot is to find it.

    None, or a problem as `check` gives it.
    """
    path = ""
    try:
        path, code, (_, module, callable) = _airlock.main()
        airlock_gateway.wsgi.load(module, callable, code)
    except BaseException as error:
        return _problem(error, path)
    linecache.clearcache()
    fresh_random.forget()
    gc.collect()
    gc.freeze()
    return None


def _problem(error, path):
    """What went wrong while the file at `path` ran, as (path, line, kind of error, message)."""
    if isinstance(error, SyntaxError):
        where, line, kind, message = _syntax_problem(error, path)
        return where, line or _line_in(error, INSIDE + path), kind, message
    message = str(error)
    if isinstance(error, MemoryError):
        message = "the memory that a request may have is used up"
    elif isinstance(error, BadHandler):
        message = error.message
    return path, _line_in(error, INSIDE + path), type(error).__name__, message


def _syntax_problem(error, path):
    name = error.filename or ""
    if name.startswith(INSIDE):
        path = name[len(INSIDE):]
    return path, error.lineno or 0, type(error).__name__, error.msg or ""


def _line_in(error, filename):
    """The line of the file that the traceback passed through last."""
    line = 0
    entry = error.__traceback__
    while entry is not None:
        if entry.tb_frame.f_code.co_filename == filename:
            line = entry.tb_lineno
        entry = entry.tb_next
    return line
