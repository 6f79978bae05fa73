"""May the answer be reused? Each one that this handler makes has its own number, so a cached one is seen.

    curl -i 'http://127.0.0.1:8000/caching/max-age.py?seconds=60'
"""

import uuid


def main(request, response):
    seconds = int(request.GET.first(b"seconds", b"0"))
    policy = "public, max-age=%d" % seconds if seconds else "no-store"
    return [("Cache-Control", policy), ("Content-Type", "text/plain")], "%s\n" % uuid.uuid4()
