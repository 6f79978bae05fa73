import re

DATA = b"0123456789" * 10


def main(request, response):
    asked = re.match(rb"bytes=(\d+)-(\d*)$", request.headers.get(b"Range", b""))
    response.headers.set(b"Accept-Ranges", b"bytes")
    if not asked:
        return [(b"Content-Type", b"text/plain")], DATA
    start = int(asked.group(1))
    end = int(asked.group(2) or len(DATA) - 1)
    if start >= len(DATA):
        return 416, [(b"Content-Range", b"bytes */%d" % len(DATA))], b""
    return 206, [(b"Content-Range", b"bytes %d-%d/%d" % (start, end, len(DATA)))], DATA[start:end + 1]
