def main(request, response):
    response.add_required_headers = False
    writer = response.writer
    writer.write_status(200)
    writer.write_header("Content-Length", "-1, plenty")
    writer.end_headers()
    writer.write("body")
    response.close_connection = True
