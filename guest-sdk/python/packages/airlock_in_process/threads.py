"""Threads that handlers start work for the same request; and a sleep that ends when the request has to."""

import threading
import time

import _airlock
from airlock_gateway import offers

from .view import current

_sleep_outside = time.sleep


def sleep(seconds, /):
    if current.streams is None:
        _sleep_outside(seconds)
        return
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    _airlock.sleep(float(seconds))


def _inherit():
    start = threading.Thread.start
    bootstrap_inner = threading.Thread._bootstrap_inner

    def start_for_request(self):
        self._airlock = _airlock.current_request(), current.view, current.streams
        start(self)

    def bootstrap_for_request(self):
        request, current.view, current.streams = self._airlock
        _airlock.enter(request)
        try:
            bootstrap_inner(self)
        finally:
            current.view = current.streams = None
            _airlock.enter(None)
            del self._airlock

    threading.Thread.start = start_for_request
    threading.Thread._bootstrap_inner = bootstrap_for_request


class _CurrentOffer(offers.Current, threading.local):
    """What is on offer to the calling thread."""


def install():
    """From now on threads belong to requests."""
    offers.current = _CurrentOffer()
    sleep.__doc__ = time.sleep.__doc__
    time.sleep = sleep
    _inherit()
