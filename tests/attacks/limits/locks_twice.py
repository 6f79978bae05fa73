"""Waits for itself: asks for the stash's lock, which it holds."""

import _airlock


def attempt():
    _airlock.stash_lock()
    _airlock.stash_lock()
    return "got it twice"
