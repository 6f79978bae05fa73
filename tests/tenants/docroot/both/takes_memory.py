"""Holds 100 MiB."""


def main(request, response):
    return b"%d" % len(b"x" * (100 << 20))
