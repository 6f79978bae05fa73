"""Past the Python package, which shortens what it reports."""

import _airlock


def main(request, response):
    _airlock.fail(500, "x" * (4 << 20))
