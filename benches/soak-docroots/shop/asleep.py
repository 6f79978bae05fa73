"""Sleeps for as many milliseconds as it is told."""

import time


def main(request, response):
    time.sleep(int(request.GET.first(b"milliseconds")) / 1000)
    response.headers.set("Content-Type", "text/plain")
    return b"woke " + request.GET.first(b"soak")
