"""Serve one docroot with the reference server until standard input ends.

Prints one line, `oracle ready on HOST:PORT`, when requests can come. Standard input is the leash: the parent holds its
other end, so that this process and the stash server it starts go away with the parent, however the parent ends.
"""

import os
import sys

# The docroot belongs to the repository: importing a helper must leave nothing behind in it.
sys.dont_write_bytecode = True

from wptserve.server import WebTestHttpd
from wptserve.stash import StashServer


def serve(docroot: str) -> None:
    with StashServer():
        httpd = WebTestHttpd(host="127.0.0.1", port=0, doc_root=docroot)
        httpd.start()
        print(f"oracle ready on 127.0.0.1:{httpd.port}", flush=True)
        sys.stdin.read()
    # A handler may still be waiting in some thread; nobody waits for its answer any more.
    os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[1])
