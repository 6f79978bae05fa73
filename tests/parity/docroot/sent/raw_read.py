def main(request, response):
    source = request.raw_input
    parts = [source.read(3), source.read(0), source.read(4), source.read(), source.read(), source.read(5)]
    return "%r at %d of %d" % (parts, source.tell(), source.length)
