"""Writes by hand."""


def main(request, response):
    response.writer.write_status(200)
    response.writer.write_header("Content-Length", "4")
    response.writer.end_headers()
    response.writer.write(b"done")
