"""Return an open file as content: it is sent in pieces, never held in memory as a whole.

    curl -i 'http://127.0.0.1:8000/files/return-open-file.py'
"""

import mimetypes
import os


def main(request, response):
    path = os.path.join(request.doc_root, "files", "airlock.svg")
    headers = [
        ("Content-Type", mimetypes.guess_type(path)[0]),
        ("Content-Length", os.path.getsize(path)),
    ]
    return headers, open(path, "rb")
