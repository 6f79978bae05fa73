def main(request, response):
    value = request.server.stash.take(request.GET.first(b"key"), "/stash/put.py")
    if isinstance(value, (set, frozenset)):
        value = (type(value).__name__, sorted(value))
    return "%s %r" % (type(value).__name__, value)
