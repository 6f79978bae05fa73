"""Reads the beginning of the body and answers; the rest is nobody's."""


def main(request, response):
    return b"begins with %s" % request.raw_input.read(5)
