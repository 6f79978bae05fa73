def main(request, response):
    response.writer.write_status(200, b"M\xfcller")
    response.writer.write_header("Content-Length", "0")
    response.writer.end_headers()
