def main(request, response):
    response.headers.set("Transfer-Encoding", "chunked")
    response.write_status_headers()
    response.writer.write("5\r\nhello\r\nnot a length\r\nmore\r\n0\r\n\r\n")
