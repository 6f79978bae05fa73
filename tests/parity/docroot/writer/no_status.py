def main(request, response):
    response.writer.write_header("X-First", "the status comes by itself")
    response.writer.end_headers()
