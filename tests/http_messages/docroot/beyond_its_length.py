"""Announces three bytes and writes more: what a client with another request under way would read as its answer."""


def main(request, response):
    writer = response.writer
    writer.write_status(200)
    writer.write_header("Content-Length", "3")
    writer.end_headers()
    writer.write(b"abc" + b"HTTP/1.1 200 OK\r\nX-Smuggled: yes\r\nContent-Length: 0\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nX-Smuggled: yes\r\nContent-Length: 0\r\n\r\n")
