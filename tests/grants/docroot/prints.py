"""Says something in each of the ways that lead to the operator's log; a line for each that failed."""

import logging
import sys
import warnings

import _airlock
from wptserve.logger import get_logger


def attempt(name, say):
    try:
        say()
        return "%s: fine" % name
    except Exception as error:
        return "%s: %s: %s" % (name, type(error).__name__, error)


def main(request, response):
    return "\n".join([
        attempt("print", lambda: print("said by print", flush=True)),
        attempt("stderr", lambda: print("said by stderr", file=sys.stderr, flush=True)),
        attempt("logging", lambda: logging.error("said by logging")),
        attempt("warning", lambda: logging.getLogger("own").warning("said by a logger")),
        attempt("warn", lambda: warnings.warn("said by warnings")),
        attempt("get_logger", lambda: get_logger().error("said by the logger of the server")),
        attempt("primitive", lambda: _airlock.log(3, "said by the primitive")),
    ])
