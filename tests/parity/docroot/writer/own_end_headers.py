"""Puts a method of its own in place of the writer's, which writes the body as a field."""

from types import MethodType


def end_headers(writer):
    if writer._response.add_required_headers:
        writer.write_default_headers()
    writer.write("X-Body: ")
    writer._headers_complete = True


def main(request, response):
    response.send_body_for_head_request = b"body" in request.GET
    response.writer.end_headers = MethodType(end_headers, response.writer)
    return [("X-Test", "TEST")], "body\r\n"
