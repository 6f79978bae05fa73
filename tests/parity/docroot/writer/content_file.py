import io
import os


def main(request, response):
    writer = response.writer
    path = os.path.join(os.path.dirname(__file__), "lines.txt")
    writer.write_status(200)
    writer.write_header("Content-Type", "text/plain")
    writer.end_headers()
    sent = writer.write_content_file(open(path, "rb"))
    writer.write(repr(sent))
    writer.write_content(io.BytesIO(b" and from memory"))
