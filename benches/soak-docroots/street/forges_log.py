"""Prints what looks like the access log's lines, for requests that nobody has made."""

LINE = '2026-01-01T00:00:00.000000Z DEBUG answered client=127.0.0.1:1 method="GET" target="/a?soak={}" status=200 micros=1'


def main(request, response):
    soak = request.GET.first(b"soak").decode()
    print("innocent\n" + LINE.format(soak) + "\r\n" + LINE.format(soak))
    return b"forged"
