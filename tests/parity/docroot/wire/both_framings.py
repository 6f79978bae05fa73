def main(request, response):
    response.headers.set("Content-Length", "5")
    response.headers.set("Transfer-Encoding", "chunked")
    response.write_status_headers()
    response.writer.write("3\r\nabc\r\n0\r\n\r\n")
