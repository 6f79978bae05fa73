"""Folders and files with a dash in the name: no import statement can spell them, `importlib` can.

    curl -i 'http://127.0.0.1:8000/imports/dashed-name.py'
"""

import importlib

allow_anyone = importlib.import_module("shared.cross-origin.allow-anyone")


def main(request, response):
    return allow_anyone.headers() + [("Content-Type", "text/plain")], "Everyone may read this.\n"
