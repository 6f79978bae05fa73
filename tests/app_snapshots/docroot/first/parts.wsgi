"""Shows its own text, a module's, a file's that it read when it was loaded, and one's that it reads now."""

import os

import part
import vendored

try:
    import added
except ImportError:
    added = None

OWN = "own 0"
HERE = os.path.dirname(__file__)
with open(os.path.join(HERE, "at_import.txt")) as file:
    AT_IMPORT = file.read().strip()


def application(environ, start_response):
    with open(os.path.join(HERE, "at_request.txt")) as file:
        at_request = file.read().strip()
    words = OWN, part.TEXT, AT_IMPORT, at_request, vendored.TEXT, added.TEXT if added else "nothing added"
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [", ".join(words).encode()]
