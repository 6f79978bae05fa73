"""Progress lines on standard error; standard output is the table's."""

import sys
import time

_STARTED = time.monotonic()


def say(text: str) -> None:
    """Print one line with the minutes and seconds since the start."""
    minutes, seconds = divmod(int(time.monotonic() - _STARTED), 60)
    print(f"[{minutes:2}:{seconds:02}] {text}", file=sys.stderr, flush=True)
