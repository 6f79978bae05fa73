def main(request, response):
    response.headers.set("Content-Length", "3")
    response.write_status_headers()
    response.writer.write("longer than three")
