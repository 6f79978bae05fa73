import time


def main(request, response):
    # A script that arrives in two pieces.
    response.headers.set(b"Content-Type", b"text/javascript")
    response.headers.set(b"Content-Length", b"22")
    response.write_status_headers()
    response.writer.write_content(b"var first;\n")
    time.sleep(0.02)
    response.writer.write_content(b"var later;\n")
