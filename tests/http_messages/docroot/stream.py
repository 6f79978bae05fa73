"""Content in pieces, without a length."""


def main(request, response):
    yield b"one "
    yield b"two "
    yield b"three"
