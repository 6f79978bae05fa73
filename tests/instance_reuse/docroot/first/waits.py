"""Counts, says so, and waits for a file that never comes."""

import os
import sys
import time


def main(request, response):
    sys.answered = getattr(sys, "answered", 0) + 1
    if not request.url_parts.query:
        return b"%d" % sys.answered
    print("begun", flush=True)
    while not os.path.exists(os.path.join(request.doc_root, "never")):
        time.sleep(0.01)
