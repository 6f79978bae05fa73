"""Says where it finds a mark that another request has left in the interpreter, and leaves one in all of these places."""

import builtins
import json
import sys

MARKS = []


def places(kept=[]):
    return {
        "module": MARKS,
        "default": kept,
        "sys": sys.__dict__.setdefault("canary", []),
        "builtins": builtins.__dict__.setdefault("canary", []),
        "another module": json.__dict__.setdefault("canary", []),
        "handler": main.__dict__.setdefault("canary", []),
    }


def main(request, response):
    found = [name for name, marks in places().items() if marks]
    for marks in places().values():
        marks.append(request.url_parts.query)
    return ", ".join(found) or "nothing"
