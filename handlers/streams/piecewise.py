"""A generator as content: each piece is on the wire before the next is made, so the client sees the pauses.

    curl -N 'http://127.0.0.1:8000/streams/piecewise.py?pause=500'
"""

import time


def main(request, response):
    pause = min(int(request.GET.first(b"pause", b"300")), 1000) / 1000

    def words():
        for word in ("three", "two", "one", "lift-off"):
            yield word + "\n"
            time.sleep(pause)

    return [("Content-Type", "text/plain")], words()
