"""Up the stack to the frames that called it: their globals, their locals, and what these can reach."""

import sys


def attempt():
    got = []
    frame = sys._getframe()
    while frame is not None:
        for scope in (frame.f_globals, frame.f_locals, frame.f_builtins):
            for name, value in list(scope.items()):
                try:
                    if type(value).__module__ == "_socket" or name in ("socket", "connection") and hasattr(value, "fileno"):
                        got.append("%s=%d" % (name, value.fileno()))
                except Exception:
                    pass
        frame = frame.f_back
    return "got " + (" ".join(got) or "nothing")
