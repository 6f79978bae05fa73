"""Answers with nothing but a handler of data."""


def handle_data(frame, request, response):
    response.headers.set("X-Length", len(frame.data))
    response.content = frame.data.upper()
