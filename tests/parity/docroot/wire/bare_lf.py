def main(request, response):
    response.writer.write(b"HTTP/1.1 200 OK\nX-A: b\nContent-Length: 4\n\nbare")
    response.close_connection = True
