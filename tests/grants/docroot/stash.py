"""Uses the stash in each of its ways; a line for each."""

KEY = "7f2a9d5e-3b1c-4c7e-9a40-5f0f3c1d2e6b"


def attempt(name, use):
    try:
        return "%s: %s" % (name, use())
    except Exception as error:
        return "%s: %s: %s" % (name, type(error).__name__, error)


def main(request, response):
    stash = request.server.stash
    return "\n".join([
        attempt("lock", stash.lock.acquire),
        attempt("put", lambda: stash.put(KEY, "value")),
        attempt("take", lambda: stash.take(KEY)),
    ])
