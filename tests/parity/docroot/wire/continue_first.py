def main(request, response):
    response.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    response.writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
