"""Wait for what another request brings: look into the stash, under its lock, until the value is there.

    (sleep 1; curl -d 'here at last' 'http://127.0.0.1:8000/state/wait-for-value.py?key=4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c02') &
    curl 'http://127.0.0.1:8000/state/wait-for-value.py?key=4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c02'; wait
"""

import time


def main(request, response):
    key = request.GET.first(b"key")
    patience = min(float(request.GET.first(b"seconds", b"5")), 10)
    headers = [("Content-Type", "text/plain")]
    stash = request.server.stash
    if request.method == "POST":
        with stash.lock:
            stash.put(key, request.body)
        return 202, headers, "Left for whoever waits.\n"

    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with stash.lock:
            value = stash.take(key)
        if value is not None:
            return headers, value
        time.sleep(0.05)  # without the lock, or nobody could put
    return 504, headers, "Nobody came.\n"
