def main(request, response):
    response.headers.set("Content-Length", "100")
    response.write_status_headers()
    response.writer.write("short")
