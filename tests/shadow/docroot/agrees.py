import os


def main(request, response):
    stash = request.server.stash
    key = request.GET.first(b"key")
    before = stash.take(key)
    stash.put(key, (before or 0) + len(request.body))
    response.headers.set(b"X-Beside", os.path.dirname(__file__))
    return "before %s, said %r" % (before, request.body)
