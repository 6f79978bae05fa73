"""Reads the body and says what it was."""


def main(request, response):
    return b"read [%s]" % request.body
