"""`request.server`: the server's settings and the stash."""

import _airlock

from .config import default_config
from .lazy import lazy
from .stash import Stash


class Server:
    """What a handler sees of the server."""

    def __init__(self, request):
        self._request = request

    @lazy
    def config(self):
        """Settings, by attribute or item."""
        address, port = _airlock.head()[7:9]
        return default_config(address, port)

    @lazy
    def stash(self):
        """Values that outlive the request, kept under this request's path."""
        return Stash(self._request.url_parts.path)
