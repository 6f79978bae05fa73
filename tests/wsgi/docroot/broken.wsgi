"""Each application of `broken.py`, by its name behind this file's."""

import broken


def application(environ, start_response):
    return getattr(broken, environ["PATH_INFO"][1:])(environ, start_response)
