"""What goes wrong when frames are written."""


class ProtocolError(Exception):
    """What was written does not fit what was written before."""


class StreamClosedError(ProtocolError):
    """The stream was ended before."""
