"""A handler for HTTP/2 alone."""


def handle_headers(frame, request, response):
    pass
