def main(request, response):
    response.status = 404
    response.headers.set("X-Property", "ignored")
    response.content = b"ignored"
    response.writer.write_status(200)
    response.writer.write_header("Content-Length", 4)
    response.writer.end_headers()
    response.writer.write("used")
    return 500, [("X-Return", "ignored")], b"ignored"
