"""A write to a client that has left returns False. The handler stops, and tells whoever asks how far it got.

    curl -sN --max-time 1 'http://127.0.0.1:8000/streams/notice-departure.py?key=4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c06'
    sleep 1; curl 'http://127.0.0.1:8000/streams/notice-departure.py?report&key=4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c06'
"""

import time


def main(request, response):
    key = request.GET.first(b"key")
    if b"report" in request.GET:
        return [("Content-Type", "text/plain")], request.server.stash.take(key) or "no report\n"

    response.writer.write_status(200)
    response.writer.write_header("Content-Type", "text/plain")
    response.writer.end_headers()
    ticks = 0
    while ticks < 60 and response.writer.write_content("tick\n"):
        ticks += 1
        time.sleep(0.1)
    request.server.stash.put(key, "%s after %d ticks\n" % ("stayed" if ticks == 60 else "left", ticks))
