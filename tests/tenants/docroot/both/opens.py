"""Tries to open each path that the request's body lists, in every way there is. Answers with what was read, or with why not."""

import json
import os
import pathlib


def attempt(read):
    try:
        return "read: %r" % (read(),)
    except Exception as error:
        return type(error).__name__


def main(request, response):
    found = {}
    for path in request.body.decode().splitlines():
        found[path] = [
            attempt(lambda: open(path).read()),
            attempt(lambda: open(path.encode(), "rb").read()),
            attempt(lambda: pathlib.Path(path).read_bytes()),
            attempt(lambda: os.read(os.open(path, os.O_RDONLY), 100)),
            attempt(lambda: os.listdir(os.path.dirname(path))),
        ]
    return json.dumps(found)
