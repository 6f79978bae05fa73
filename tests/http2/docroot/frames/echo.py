"""Sends each piece back as it comes."""


def handle_headers(frame, request, response):
    response.writer.write_headers([("X-Echo", "yes")], 201)


def handle_data(frame, request, response):
    response.writer.write_data(frame.data, last=bool(frame.stream_ended))
