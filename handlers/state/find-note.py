"""Take what `leave-note.py` put under the path they share. Dicts, lists, numbers and bytes come back as they were.

    curl -d 'back at one' 'http://127.0.0.1:8000/state/leave-note.py?key=4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c05'
    curl 'http://127.0.0.1:8000/state/find-note.py?key=4f0e3c1a-5d58-4c0f-9a57-0d1f6f2f7c05'
"""


def main(request, response):
    headers = [("Content-Type", "text/plain")]
    note = request.server.stash.take(request.GET.first(b"key"), path="/state/notes")
    if note is None:
        return 404, headers, "No note.\n"
    return headers, b"%s (%d words, by %s)\n" % (note["text"], note["words"], note["from"].encode("ascii"))
