"""Content in pieces without end, each of them empty."""


def main(request, response):
    while True:
        yield b""
