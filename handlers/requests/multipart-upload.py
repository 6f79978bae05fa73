"""An uploaded file: its name, its type and its bytes, beside a plain field of the same form.

    echo 'to be hashed' | curl -F 'title=Notes' -F 'upload=@-;filename=notes.txt;type=text/plain' 'http://127.0.0.1:8000/requests/multipart-upload.py'
"""

import hashlib
import json


def main(request, response):
    upload = request.POST.first(b"upload")
    content = upload.file.read()
    report = {
        "title": request.POST.first(b"title", b"").decode("utf-8"),
        "filename": upload.filename,
        "type": upload.type,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    return [("Content-Type", "application/json")], json.dumps(report, indent=2) + "\n"
