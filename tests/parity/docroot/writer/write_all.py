def main(request, response):
    written = response.writer.write(b"HTTP/1.1 299 All\r\nContent-Length: 4\r\n\r\n")
    response.writer.write("True" if written else "no")
    response.close_connection = True
