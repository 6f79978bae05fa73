"""Writes for as long as anybody takes it."""


def handle_headers(frame, request, response):
    response.writer.write_headers([], 200)
    while True:
        response.writer.write_data(b"x" * 65536)
