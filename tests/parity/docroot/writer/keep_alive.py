def main(request, response):
    # A complete answer by hand, with a length: the connection goes on.
    writer = response.writer
    writer.write_status(200)
    writer.write_header("Content-Length", "9")
    writer.end_headers()
    writer.write("by a hand")
