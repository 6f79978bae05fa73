def main(request, response):
    writer = response.writer
    writer.write_status(200)
    for value in ("1", "2", "1"):
        writer.write_header("X-Again", value)
    writer.write_header("Set-Cookie", "a=b")
    writer.write_header("Set-Cookie", "c=d")
    writer.write_header("Content-Length", 0)
    writer.end_headers()
