def main(request, response):
    response.headers.set("Content-Type", "text/plain")
    response.headers.set("Content-Length", "10")
    response.write_status_headers()
    response.writer.write("01234")
    response.writer.write(b"56789")
