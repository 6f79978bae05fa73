def main(request, response):
    response.writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none")
    response.writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\ntwo")
    response.close_connection = True
