"""A response that breaks HTTP on purpose: a chunk whose size is no number. See how your client fails.

    curl -i 'http://127.0.0.1:8000/wire/broken-chunk.py'

Bytes straight to the wire need the grant `raw-writes`, as in profile `wpt`. In `exposed` the handler learns so.
"""

BROKEN = (
    b"HTTP/1.1 200 OK\r\n"
    b"Content-Type: text/plain\r\n"
    b"Transfer-Encoding: chunked\r\n"
    b"\r\n"
    b"5\r\nhello\r\n"
    b"some\r\nworld\r\n"
)


def main(request, response):
    try:
        response.writer.write(BROKEN)
    except PermissionError as denial:
        return 403, [("Content-Type", "text/plain")], "Not granted: %s\n" % denial
    response.close_connection = True
