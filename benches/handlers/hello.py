"""The smallest handler: what a request costs when the handler does nothing."""


def main(request, response):
    return 200, [(b"Content-Type", b"text/plain")], b"hello"
