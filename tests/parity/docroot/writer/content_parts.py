def main(request, response):
    writer = response.writer
    writer.write_status(200)
    writer.write_header("Content-Type", "text/plain")
    writer.end_headers()
    for part in ("a", b"b", "\u20ac"):
        writer.write_content(part)
