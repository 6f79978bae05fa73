"""Declares more than it writes."""


def main(request, response):
    writer = response.writer
    writer.write_status(200)
    writer.write_header("Content-Length", "30")
    writer.end_headers()
    writer.write(b"abc")
