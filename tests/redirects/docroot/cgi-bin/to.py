"""Redirects to its query, within the server; without one, to itself for ever."""

import os
import sys

body = sys.stdin.read()
target = os.environ["QUERY_STRING"] or "/cgi-bin/to.py"
print("Location: %s\n" % target)
