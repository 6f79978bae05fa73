def main(request, response):
    response.writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")
    response.writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </b.css>; rel=preload\r\n\r\n")
    response.writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhints")
