"""Waits for a value in the stash, under the key that is the query; then tries what a new policy may withhold."""

import time


def main(request, response):
    stash = request.server.stash
    print("begun", flush=True)
    while stash.take(request.url_parts.query, path="/shared") is None:
        time.sleep(0.01)
    stash.lock.acquire()
    stash.lock.release()
    with open(request.doc_root + "/page.txt") as page:
        return b"%d %s" % (len(b"x" * (100 << 20)), page.read().encode())
