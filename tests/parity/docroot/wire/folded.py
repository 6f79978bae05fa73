def main(request, response):
    response.writer.write(b"HTTP/1.1 200 OK\r\nX-Folded: one\r\n two\r\n\tthree\r\nContent-Length: 6\r\n\r\nfolded")
    response.close_connection = True
