"""Values that one request leaves for another."""

import uuid

import _airlock

from . import stash_encoding
from .utils import isomorphic_decode, isomorphic_encode


class StashError(Exception):
    """A value is there already."""


class StashLock:
    """The lock that all handlers share. Not re-entrant; it excludes others that ask for it, nothing else."""

    def acquire(self):
        """Wait for the lock and take it."""
        _airlock.stash_lock()

    def release(self):
        """Let it go. RuntimeError when it is not held."""
        try:
            _airlock.stash_unlock()
        except ValueError as error:
            raise RuntimeError("release unlocked lock") from error

    def __enter__(self):
        self.acquire()

    def __exit__(self, *exc):
        self.release()


class Stash:
    """Keeps a value under a path and a UUID until somebody takes it.

    The UUID may be spelled in any way, as text or bytes. The path is the request's unless another is given.
    """

    lock = StashLock()

    def __init__(self, default_path):
        self.default_path = default_path

    def put(self, key, value, path=None):
        """Leave a value. StashError when the last one has not been taken yet."""
        if value is None:
            raise ValueError("SharedStash value may not be set to None")
        key, path = self._wrap_key(key, path)
        if not _airlock.stash_put(key, path, stash_encoding.encode(value)):
            raise StashError("the stash has a value for %s under %r already" % (key, path))

    def take(self, key, path=None):
        """Remove a value and return it; None when there is none."""
        value = _airlock.stash_take(*self._wrap_key(key, path))
        return None if value is None else stash_encoding.decode(value)

    def _wrap_key(self, key, path):
        if path is None:
            path = self.default_path
        else:
            # Paths are compared as bytes: the same for text and bytes, and none beyond Latin-1.
            path = isomorphic_decode(isomorphic_encode(path))
        if isinstance(key, bytes):
            key = key.decode("ascii")
        try:
            return str(uuid.UUID(key)), path
        except ValueError as error:
            raise ValueError('Invalid UUID "%s" used as stash key' % key) from error
