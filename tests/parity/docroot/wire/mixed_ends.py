def main(request, response):
    response.writer.write(b"HTTP/1.1 200 OK\r\nX-A: b\nX-B:  c\r\nContent-Length: 5\r\n\nmixed")
    response.close_connection = True
