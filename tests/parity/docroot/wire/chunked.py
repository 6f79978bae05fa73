def main(request, response):
    # Chunks by hand, each with its length in front.
    response.headers.set("Content-Type", "text/plain")
    response.headers.set("Transfer-Encoding", "chunked")
    response.write_status_headers()
    for part in (b"first ", b"second ", b"\x00\xff"):
        response.writer.write(b"%x\r\n%s\r\n" % (len(part), part))
    response.writer.write(b"0\r\n\r\n")
