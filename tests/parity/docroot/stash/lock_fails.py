def main(request, response):
    # The lock must be free again after an exception: the next request takes it.
    with request.server.stash.lock:
        raise RuntimeError("while the lock is held")
