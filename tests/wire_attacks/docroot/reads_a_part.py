"""Reads two bytes of the body and leaves the rest where it is."""


def main(request, response):
    return b"part [%s]" % request.raw_input.read(2)
