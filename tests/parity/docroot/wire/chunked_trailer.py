def main(request, response):
    response.add_required_headers = False
    writer = response.writer
    writer.write_status(200)
    writer.write_header("Transfer-Encoding", "chunked")
    writer.write_header("Trailer", "X-Sum")
    writer.end_headers()
    writer.write("4;name=value\r\nabcd\r\n")
    writer.write("0\r\nX-Sum: 4\r\n\r\n")
