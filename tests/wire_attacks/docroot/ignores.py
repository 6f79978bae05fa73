"""Leaves the body where it is."""


def main(request, response):
    return b"ignored"
