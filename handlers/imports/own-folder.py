"""Put the handler's own folder on `sys.path` and import what lies beside it.

    curl -i 'http://127.0.0.1:8000/imports/own-folder.py?colour=sea'
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import palette  # noqa: E402


def main(request, response):
    colour = request.GET.first(b"colour", b"sea").decode("ascii")
    return [("Content-Type", "text/css")], "body { background: %s }\n" % palette.COLOURS[colour]
