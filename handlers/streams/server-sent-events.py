"""Server-Sent Events: five numbered messages. A client that comes back says how far it got.

    curl -N 'http://127.0.0.1:8000/streams/server-sent-events.py'
    curl -N -H 'Last-Event-ID: 3' 'http://127.0.0.1:8000/streams/server-sent-events.py'
"""

import time


def main(request, response):
    seen = int(request.headers.get(b"Last-Event-ID", b"0"))

    def events():
        for number in range(seen + 1, 6):
            yield "id: %d\ndata: message %d of 5\n\n" % (number, number)
            time.sleep(0.2)
        yield "event: end\ndata: no more\n\n"

    return [("Content-Type", "text/event-stream"), ("Cache-Control", "no-store")], events()
