"""A CGI script."""

import os
import sys

body = sys.stdin.buffer.read(int(os.environ.get("CONTENT_LENGTH") or 0))
print("Content-Type: text/plain\n")
print("report", os.environ["QUERY_STRING"], len(body), end="")
