def main(request, response):
    response.writer.write(b"raw bytes")
    response.close_connection = True
