"""A library in Python whose work grows with the cube of its input."""

import difflib


def attempt():
    return "got %s" % list(difflib.ndiff(["ab" * 30] * 600, ["ba" * 30] * 600))[:1]
