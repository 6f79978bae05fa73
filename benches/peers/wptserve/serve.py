"""Serve a folder with PyPI wptserve, bare: `serve.py DIR PORT`. Runs until it is killed."""

import sys
import threading

# The folder belongs to the repository: running a handler must leave nothing behind in it.
sys.dont_write_bytecode = True

from wptserve.server import WebTestHttpd

WebTestHttpd(host="127.0.0.1", port=int(sys.argv[2]), doc_root=sys.argv[1]).start()
threading.Event().wait()
