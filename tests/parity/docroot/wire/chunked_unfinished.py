def main(request, response):
    response.headers.set("Transfer-Encoding", "chunked")
    response.write_status_headers()
    response.writer.write("ff\r\nfewer than were promised")
