"""A response that is pushed: collected until it is complete, since the host takes it as a whole."""

import _airlock


class PushedResponse:
    """What was written to the stream of a promise."""

    def __init__(self, stream):
        self.stream = stream
        self.begun = False
        self.ended = False
        self._pieces = []

    def begin(self, status, fields):
        """Keep the head."""
        self.begun = True
        self._status = status
        self._fields = fields

    def write(self, data):
        """Keep a piece of content."""
        self._pieces.append(data)

    def end(self):
        """Send what was kept. False: the client has gone."""
        self.ended = True
        content, self._pieces = b"".join(self._pieces), []
        return _airlock.push_response(self.stream, self._status, self._fields, content, False)
