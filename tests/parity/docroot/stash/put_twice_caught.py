from wptserve.stash import StashError


def main(request, response):
    key = request.GET.first(b"key")
    stash = request.server.stash
    stash.put(key, "first")
    try:
        stash.put(key, "second")
    except StashError as error:
        return "%s; still %r" % (type(error).__name__, stash.take(key))
    return b"never"
