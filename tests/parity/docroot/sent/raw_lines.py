def main(request, response):
    source = request.raw_input
    lines = [source.readline(), source.readline(3), source.readline()]
    rest = source.readlines()
    return "%r %r %r" % (lines, rest, source.readline())
