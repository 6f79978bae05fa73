def main(request, response):
    response.writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/pl")
    response.close_connection = True
