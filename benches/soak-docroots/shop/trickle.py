"""Writes for as long as somebody reads: for clients that leave in the middle."""

import time


def main(request, response):
    response.write_status_headers()
    while True:
        response.writer.write_content(b"drop\n")
        time.sleep(0.05)
