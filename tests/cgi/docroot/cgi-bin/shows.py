#!/usr/bin/env python3
"""Says what a script finds."""

import json
import os
import sys

body = sys.stdin.buffer.read(int(os.environ.get("CONTENT_LENGTH") or 0))
print("Content-Type: application/json")
print("X-Script:", __name__)
print()
print(json.dumps({
    "environment": dict(os.environ),
    "arguments": sys.argv[1:],
    "body": body.decode("latin-1"),
    "beside": open("data.txt").read() if os.environ["QUERY_STRING"] != "no-file" else "",
    "folder": os.path.basename(os.getcwd()),
    "path": os.path.basename(sys.path[0]),
}))
