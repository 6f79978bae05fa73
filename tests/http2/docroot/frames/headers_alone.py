"""Answers before it has seen any of the body, and never looks at it."""


def handle_headers(frame, request, response):
    response.status = 202
    response.headers.set("X-Own", "value")
    response.write_status_headers()
    response.writer.write_data("headers alone", last=True)
