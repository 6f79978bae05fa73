def main(request, response):
    response.writer.write(b"")
    response.close_connection = True
