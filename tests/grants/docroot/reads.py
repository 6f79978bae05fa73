"""Tries to read each path that the request's body lists, in every way there is. Answers with what came of it, as JSON."""

import json
import os
import pathlib


def attempt(read):
    try:
        return "found: %s" % (read(),)
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


def main(request, response):
    found = {}
    for path in request.body.decode().splitlines():
        found[path] = {
            "open": attempt(lambda: open(path).read()),
            "bytes": attempt(lambda: open(path.encode(), "rb").read()),
            "pathlib": attempt(lambda: pathlib.Path(path).read_text()),
            "os.open": attempt(lambda: os.read(os.open(path, os.O_RDONLY), 100)),
            "stat": attempt(lambda: os.stat(path).st_size),
            "lstat": attempt(lambda: os.lstat(path).st_size),
            "listdir": attempt(lambda: sorted(os.listdir(path))),
            "scandir": attempt(lambda: sorted(entry.name for entry in os.scandir(path))),
            "exists": attempt(lambda: os.path.exists(path) or "no"),
        }
    return json.dumps(found)
