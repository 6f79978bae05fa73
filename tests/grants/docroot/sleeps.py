"""Waits in each of the ways there are; a line for each."""

import select
import threading
import time


def attempt(name, wait):
    try:
        return "%s: %s" % (name, wait())
    except Exception as error:
        return "%s: %s: %s" % (name, type(error).__name__, error)


def main(request, response):
    return "\n".join([
        attempt("sleep", lambda: time.sleep(0.001)),
        attempt("long", lambda: time.sleep(0.05)),
        attempt("none", lambda: time.sleep(0)),
        attempt("event", lambda: threading.Event().wait(0.001)),
        attempt("select", lambda: select.select([], [], [], 0.001)),
    ])
