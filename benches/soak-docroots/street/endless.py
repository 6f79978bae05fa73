"""An answer without end."""


def main(request, response):
    response.write_status_headers()
    while True:
        response.writer.write_content(b"x" * 65536)
