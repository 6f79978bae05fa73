def main(request, response):
    headers = request.headers
    return "\n".join([
        "items: %r" % sorted(headers.items()),
        "iteritems: %r" % sorted(headers.iteritems()),
        "keys: %r" % list(headers.keys()),
        "values: %r" % list(headers.values()),
        "itervalues: %r" % list(headers.itervalues()),
        "len: %d" % len(headers),
        "bool: %r" % bool(headers),
    ])
