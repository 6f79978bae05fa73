def main(request, response):
    response.writer.write(b"this is no HTTP at all")
    response.close_connection = True
