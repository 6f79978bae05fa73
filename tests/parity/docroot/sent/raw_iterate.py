def main(request, response):
    return "\n".join("%d %r" % pair for pair in enumerate(request.raw_input))
