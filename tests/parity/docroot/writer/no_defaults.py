def main(request, response):
    response.add_required_headers = False
    writer = response.writer
    writer.write_status(200)
    writer.write_header("Content-Length", 2)
    writer.end_headers()
    writer.write("ok")
