def main(request, response):
    stash = request.server.stash
    with stash.lock as entered:
        first = repr(entered)
    stash.lock.acquire()
    stash.lock.release()
    with stash.lock:
        second = "again"
    return first + " " + second
