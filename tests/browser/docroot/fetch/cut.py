def main(request, response):
    response.writer.write_status(200)
    response.writer.write_header("Content-Type", "text/plain")
    response.writer.write_header("Content-Length", 100)
    response.writer.end_headers()
    response.writer.write_content("not a hundred bytes")
    raise ValueError("half way")
