"""The fields that a server has to add, for heads that this side of the wall writes out in full."""

import time

import _airlock

SERVER = getattr(_airlock, "SERVER", b"Airlock")  # an engine may tell its host's value
_DAYS = (b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun")
_MONTHS = (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec")


def server():
    """The value of `Server`."""
    return SERVER


def date():
    """The value of `Date`, now. strftime would follow the locale."""
    now = time.gmtime()
    return b"%s, %02d %s %04d %02d:%02d:%02d GMT" % (
        _DAYS[now.tm_wday], now.tm_mday, _MONTHS[now.tm_mon - 1], now.tm_year, now.tm_hour, now.tm_min, now.tm_sec)
