"""Returns bytes."""


def main(request, response):
    return [("Content-Type", "text/plain")], b"abcdefghijklmnopqrstuvwxyz"
