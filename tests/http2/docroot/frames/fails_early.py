"""Fails at the first frame."""


def handle_headers(frame, request, response):
    raise ValueError("the first frame")
