"""Nothing at all, for as long as the client asks (three seconds at most), then a quick answer.

    curl -w '%{time_total} s' 'http://127.0.0.1:8000/streams/slow-response.py?ms=1500'
"""

import time


def main(request, response):
    delay = min(int(request.GET.first(b"ms", b"500")), 3000)
    time.sleep(delay / 1000)
    return [("Content-Type", "text/plain")], "Worth waiting %d ms for.\n" % delay
