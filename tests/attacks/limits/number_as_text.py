"""The decimal digits of a number, whose making takes the square of their count."""

import sys


def attempt():
    sys.set_int_max_str_digits(0)
    return "got %d" % len(str(1 << 40_000_000))
