"""Regular expressions that try again and again, two exponents deep."""

import re


def attempt():
    return "got %s" % re.match(r"^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 90)
