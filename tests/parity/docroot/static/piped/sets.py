"""Fills in the response."""


def main(request, response):
    response.headers.set("Content-Type", "text/plain")
    response.content = b"abcdefghijklmnopqrstuvwxyz"
