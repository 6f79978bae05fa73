"""The writer sends each part of the response when you call it; what `main` returns then no longer counts.

    curl -iN 'http://127.0.0.1:8000/streams/direct-writer.py'
"""

import time


def main(request, response):
    writer = response.writer
    writer.write_status(200, "By Hand")
    writer.write_header("Content-Type", "text/plain")
    writer.write_header("Content-Length", 16)
    writer.end_headers()
    writer.write_content("half now")
    time.sleep(0.3)
    writer.write_content(b", rest.\n")
    return "ignored"
