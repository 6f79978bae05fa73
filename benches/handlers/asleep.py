"""Sleeps for five seconds and says when it began and when it woke, so that overlaps can be counted."""

import time


def main(request, response):
    began = time.time()
    time.sleep(5)
    return 200, [(b"Content-Type", b"text/plain")], b"%.6f %.6f" % (began, time.time())
