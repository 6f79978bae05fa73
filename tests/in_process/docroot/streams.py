import time


def main(request, response):
    response.writer.write_status(200)
    response.writer.end_headers()
    for word in ("first", "second", "third"):
        response.writer.write_content(word)
        time.sleep(0.05)
