"""Writes on, also when it is told that nobody reads."""


def main(request, response):
    writer = response.writer
    writer.write_status(200)
    writer.end_headers()
    while True:
        writer.write(b"x" * 65536)
