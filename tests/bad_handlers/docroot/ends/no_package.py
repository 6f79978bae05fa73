"""Breaks the package that is to send its answer."""

import wptserve.response


def main(request, response):
    for name in list(vars(wptserve.response.Response)):
        if not name.startswith("__"):
            delattr(wptserve.response.Response, name)
    return b"without its package"
