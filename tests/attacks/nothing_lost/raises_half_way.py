"""Raises when half of its content has been sent."""


def main(request, response):
    yield b"a" * 100
    raise ValueError("half way")
