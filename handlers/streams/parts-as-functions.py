"""A part of the content may be a function: it is called when its turn has come, and its result is sent.

    curl -N 'http://127.0.0.1:8000/streams/parts-as-functions.py'
"""

import time


def main(request, response):
    start = time.monotonic()

    def elapsed():
        time.sleep(0.1)
        return "%.1f s\n" % (time.monotonic() - start)

    def parts():
        for turn in ("first", "second", "third"):
            yield "the %s turn comes after " % turn
            yield elapsed

    return [("Content-Type", "text/plain")], parts()
