"""A Content-Length that promises more than comes: the connection ends in the middle of the body.

    curl -i 'http://127.0.0.1:8000/wire/short-body.py'

Bytes straight to the wire need the grant `raw-writes`, as in profile `wpt`. In `exposed` the handler learns so.
"""


def main(request, response):
    try:
        response.writer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this")
    except PermissionError as denial:
        return 403, [("Content-Type", "text/plain")], "Not granted: %s\n" % denial
    response.close_connection = True
