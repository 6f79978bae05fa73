def main(request, response):
    response.writer.write(b"HTTP/1.1 200 Raw\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nraw bytes")
    response.close_connection = True
