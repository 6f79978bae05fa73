def main(request, response):
    writer = response.writer
    writer.write_status(200)
    writer.write_header("date", "yesterday")
    writer.write_header("SERVER", "by hand")
    writer.write_header("Content-Length", 2)
    writer.end_headers()
    writer.write("ok")
