def main(request, response):
    response.encoding = "utf-16-le"
    writer = response.writer
    writer.write(b"HTTP/1.1 200 OK\r\n")
    writer.write(b"Content-Length: 6\r\n\r\n")
    writer.write("a\u20ac!")
