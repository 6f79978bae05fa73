def main(request, response):
    writer = response.writer
    writer.write_status(200)
    writer.write_header("Content-Length", "4")
    writer.write_header("Content-Length", "10")
    writer.end_headers()
    writer.write("four and t")
