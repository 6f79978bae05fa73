"""A path that is routed to Python and names a folder runs the first `default*.py` in it.

    curl -i 'http://127.0.0.1:8000/folder.py'
"""


def main(request, response):
    return [("Content-Type", "text/plain")], "Asked for %s, run from default.py.\n" % request.url_parts.path
