def main(request, response):
    response.writer.write_status(200)
    return b"nothing more is sent"
