"""Gives pieces."""


def main(request, response):
    response.content = (piece for piece in [b"abc", b"def", lambda: b"ghi"])
