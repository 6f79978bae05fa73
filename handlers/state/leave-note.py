"""Leave a value for a different handler: name a `path` that both use instead of the request's own.

    curl -d 'back at noon' 'http://127.0.0.1:8000/state/leave-note.py?key=4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c04'
    curl 'http://127.0.0.1:8000/state/find-note.py?key=4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c04'
"""


def main(request, response):
    note = {"text": request.body, "from": request.url_parts.path, "words": len(request.body.split())}
    request.server.stash.put(request.GET.first(b"key"), note, path="/state/notes")
    return 201, [("Content-Type", "text/plain")], "Left.\n"
