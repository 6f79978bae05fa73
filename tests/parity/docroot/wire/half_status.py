def main(request, response):
    response.writer.write(b"HTTP/1.")
    response.close_connection = True
