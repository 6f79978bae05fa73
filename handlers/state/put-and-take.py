"""Keep a value from one request to another in the stash. Taking it removes it; the key is a UUID.

    curl -d 'a pebble' 'http://127.0.0.1:8000/state/put-and-take.py?key=4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c01'
    curl 'http://127.0.0.1:8000/state/put-and-take.py?key=4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c01'
"""


def main(request, response):
    key = request.GET.first(b"key")
    headers = [("Content-Type", "text/plain")]
    if request.method == "POST":
        request.server.stash.put(key, request.body)
        return 201, headers, "Put away.\n"

    value = request.server.stash.take(key)
    if value is None:
        return 404, headers, "Nothing there.\n"
    return headers, value
