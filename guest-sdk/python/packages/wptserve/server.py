"""`request.server`: the server's settings and the stash."""

import _airlock

from .config import config_of
from .lazy import lazy
from .stash import Stash


class Server:
    """What a handler sees of the server."""

    def __init__(self, request):
        self._request = request

    @lazy
    def config(self):
        """Settings, by attribute or item."""
        return config_of(*_airlock.site())

    @lazy
    def stash(self):
        """Values that outlive the request, kept under this request's path."""
        return Stash(self._request.url_parts.path)
