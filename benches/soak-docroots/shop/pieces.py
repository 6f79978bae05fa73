"""Writes its answer in pieces, with rests in between."""

import time


def main(request, response):
    soak = request.GET.first(b"soak")
    response.write_status_headers()
    for number in range(8):
        response.writer.write_content(b"piece %d of %s\n" % (number, soak))
        time.sleep(0.02)
