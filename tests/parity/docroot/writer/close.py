def main(request, response):
    response.close_connection = True
    writer = response.writer
    writer.write_status(200)
    writer.write_header("Content-Length", "3")
    writer.end_headers()
    writer.write("bye")
