def main(request, response):
    response.writer.write_status(200)
    response.writer.write_header("Content-Type", "text/plain")
    response.writer.end_headers()
    for piece in b"one ", b"two ", b"three":
        response.writer.write(piece)
