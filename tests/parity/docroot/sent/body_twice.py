def main(request, response):
    first = request.body
    position = request.raw_input.tell()
    return b"%d %r %r" % (position, first == request.body, request.raw_input.read() == first)
