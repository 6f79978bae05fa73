"""Standard output and error: in a request the operator's log, elsewhere what they were before. And standard input."""

import io
import logging
import sys

import _airlock
from airlock_runtime.log_handler import AirlockHandler

from .view import current

_INFO, _WARNING = 1, 2
_LINE = 4096


class RequestStreams:
    """What one request has printed since the last line's end, and what it put in the streams' place."""

    def __init__(self):
        self.begun = {}
        self.replaced = {}

    def write(self, level, text):
        text = self.begun.pop(level, "") + text
        *lines, rest = text.split("\n")
        for line in lines:
            _log_in_pieces(level, line)
        while len(rest) > _LINE:
            _airlock.log(level, rest[:_LINE])
            rest = rest[_LINE:]
        if rest:
            self.begun[level] = rest

    def flush(self):
        """Log lines that have no end. At the end of the request."""
        for level, text in self.begun.items():
            _airlock.log(level, text)
        self.begun.clear()


def _log_in_pieces(level, line):
    for start in range(0, len(line), _LINE):
        _airlock.log(level, line[start:start + _LINE])


class RequestStream(io.TextIOBase):
    """Stands for `sys.stdout` or `sys.stderr`, for ever."""

    def __init__(self, name, level, outside):
        super().__init__()
        self._name = name
        self._level = level
        self._outside = outside
        self._bytes = _Bytes(self)

    @property
    def name(self):
        return "<%s>" % self._name

    @property
    def encoding(self):
        return "utf-8"

    @property
    def errors(self):
        return "backslashreplace"

    @property
    def buffer(self):
        return self._bytes

    def writable(self):
        return True

    def isatty(self):
        return False

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError("write() argument must be str, not %s" % type(text).__name__)
        streams = current.streams
        if streams is None:
            if self._outside is None:
                return len(text)
            return self._outside.write(text)
        replaced = streams.replaced.get(self._name, self)
        if replaced is self:
            streams.write(self._level, text)
        elif replaced is not None:
            replaced.write(text)
        return len(text)

    def flush(self):
        streams = current.streams
        stream = self._outside if streams is None else streams.replaced.get(self._name)
        if stream is not None and stream is not self:
            stream.flush()

    def close(self):
        """Stays open: it is everybody's."""

    def __del__(self):
        pass


class RequestInput(io.TextIOBase):
    """Stands for `sys.stdin`, for ever: `input` asks for no other. What a request has put in its place is read there."""

    def __init__(self, outside):
        super().__init__()
        self._outside = outside

    def _stream(self):
        streams = current.streams
        stream = self._outside if streams is None else streams.replaced.get("stdin", self._outside)
        if stream is None:
            raise RuntimeError("lost sys.stdin")
        return stream

    @property
    def buffer(self):
        return self._stream().buffer

    @property
    def encoding(self):
        return self._stream().encoding

    @property
    def errors(self):
        return self._stream().errors

    def readable(self):
        return True

    def read(self, size=-1, /):
        return self._stream().read(size)

    def readline(self, size=-1, /):
        return self._stream().readline(size)

    def fileno(self):
        return self._stream().fileno()

    def isatty(self):
        return self._stream().isatty()

    def close(self):
        """Stays open: it is everybody's."""

    def __del__(self):
        pass


class _Bytes(io.RawIOBase):
    """The stream under a stream."""

    def __init__(self, stream):
        super().__init__()
        self._stream = stream

    def writable(self):
        return True

    def write(self, data):
        data = bytes(data)
        self._stream.write(data.decode("utf-8", "backslashreplace"))
        return len(data)

    def close(self):
        """Stays open: it is everybody's."""


class _LogHandler(AirlockHandler):
    """Records of a request go to the operator's log, others to where they went before."""

    def __init__(self, outside):
        super().__init__(logging.WARNING)
        self._outside = outside

    def emit(self, record):
        if current.streams is None:
            self._outside.emit(record)
        else:
            super().emit(record)


def install():
    """Put the streams in their place."""
    for name, level in (("stdout", _INFO), ("stderr", _WARNING)):
        setattr(sys, name, RequestStream(name, level, getattr(sys, name)))
    sys.stdin = RequestInput(sys.stdin)
    logging.lastResort = _LogHandler(logging.lastResort)
