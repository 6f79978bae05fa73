"""Leaves its stream open."""


def main(request, response):
    response.writer.write_headers([(b"x-a", b"b"), ("X-Number", 7)], 200, "reason")
    response.writer.write_data("one")
    response.writer.write_data(b"two", last=False)
    return "not sent"
