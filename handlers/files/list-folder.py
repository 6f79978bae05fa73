"""See what lies in a folder below the docroot; nothing above it can be seen.

    curl 'http://127.0.0.1:8000/files/list-folder.py'
"""

import os


def main(request, response):
    folder = os.path.join(request.doc_root, "files")
    lines = []
    for name in sorted(os.listdir(folder)):
        if not name.startswith((".", "__")):
            lines.append("%6d  %s\n" % (os.path.getsize(os.path.join(folder, name)), name))
    return [("Content-Type", "text/plain")], "".join(lines)
