def main(request, response):
    response.writer.write_status(int(request.GET.first(b"code")))
    response.writer.write_header("Content-Length", 0)
    response.writer.end_headers()
