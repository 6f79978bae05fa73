def main(request, response):
    writer = response.writer
    writer.write_status(202, "Written")
    writer.write_header("X-Text", "text \u00e9")
    writer.write_header(b"X-Bytes", b"bytes \xe9")
    writer.write_header("X-Number", 12)
    writer.end_headers()
    writer.write_content("content")
