def main(request, response):
    response.writer.write(7)
    return b"never"
