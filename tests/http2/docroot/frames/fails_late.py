"""Fails when data comes, in the middle of its response."""


def handle_headers(frame, request, response):
    response.writer.write_headers([], 200)


def handle_data(frame, request, response):
    raise ValueError("the data")
