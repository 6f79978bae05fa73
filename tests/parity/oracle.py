"""Serve one docroot with the reference server until standard input ends. With `named` behind it, on names and ports as
web-platform-tests have them, of which only the names are real.

Prints one line, `oracle ready on HOST:PORT`, when requests can come. Standard input is the leash: the parent holds its
other end, so that this process and the stash server it starts go away with the parent, however the parent ends.
"""

import os
import sys

# The docroot belongs to the repository: importing a helper must leave nothing behind in it.
sys.dont_write_bytecode = True

import itertools
import logging

from wptserve.config import ConfigBuilder
from wptserve.server import WebTestHttpd
from wptserve.stash import StashServer

LABELS = ("www", "www1", "www2", "\u5929\u6c17\u306e\u826f\u3044\u65e5", "\u00e9l\u00e8ve")


def pairs(labels) -> set[str]:
    return {".".join(some) for count in (1, 2) for some in itertools.product(labels, repeat=count)}


def names():
    """The configuration; the keys of TLS are not asked for."""
    builder = ConfigBuilder(
        logging.getLogger(),
        browser_host="web-platform.test",
        alternate_hosts={"alt": "not-web-platform.test"},
        subdomains=pairs(LABELS),
        not_subdomains=pairs(["nonexistent"]),
        ports={"http": [40001], "h2": [40002]},
    )
    return builder.__enter__()


def serve(docroot: str, named: bool) -> None:
    with StashServer():
        httpd = WebTestHttpd(host="127.0.0.1", port=0, doc_root=docroot, config=names() if named else None)
        httpd.start()
        print(f"oracle ready on 127.0.0.1:{httpd.port}", flush=True)
        sys.stdin.read()
    # A handler may still be waiting in some thread; nobody waits for its answer any more.
    os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[1], "named" in sys.argv[2:])
