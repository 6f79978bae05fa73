def main(request, response):
    response.writer.write_status(200)
    response.writer.write_header("X-A", "b")
    response.writer.write_header("X-None", None)
    return b"never"
