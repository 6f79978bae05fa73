"""A place where one request waits until another has opened it. Gates are told from each other by keys of the stash."""

import time

PATH = "/resources/gate"


def wait(request, key):
    """Waits for the gate of that key; False when nobody has opened it for a long time."""
    for _ in range(5000):
        if request.server.stash.take(key, PATH):
            return True
        time.sleep(0.01)
    return False


def open_for_one(request, key):
    """Lets one request pass, be it there already or still to come."""
    request.server.stash.put(key, "open", PATH)
