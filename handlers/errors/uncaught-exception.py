"""An exception nobody catches is a 500, and the headers set until then are dropped.

    curl -i 'http://127.0.0.1:8000/errors/uncaught-exception.py'

The client sees the traceback in profile `wpt` only; in `exposed` it is in the server's log.
"""


def main(request, response):
    response.headers.set("X-Too-Early", "never sent")
    return "%d\n" % (1 / 0)
