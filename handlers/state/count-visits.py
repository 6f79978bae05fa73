"""Count requests: take, add one, put. The lock keeps another request from stepping between.

    curl 'http://127.0.0.1:8000/state/count-visits.py?key=4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c03'
    curl 'http://127.0.0.1:8000/state/count-visits.py?key=4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c03'
"""


def main(request, response):
    key = request.GET.first(b"key")
    stash = request.server.stash
    with stash.lock:
        visits = (stash.take(key) or 0) + 1
        stash.put(key, visits)
    return [("Content-Type", "text/plain")], "%d\n" % visits
