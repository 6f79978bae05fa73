def main(request, response):
    response.writer.write_status(204)
    response.writer.write_header("Content-Length", "4")
    response.writer.end_headers()
    response.writer.write("body")
    response.close_connection = True
