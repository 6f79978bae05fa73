"""Writes to the wire past the response, by each call there is, before its answer and after."""

import _airlock

SECOND = b"HTTP/1.1 200 OK\r\nX-Smuggled: yes\r\nContent-Length: 0\r\n\r\n"


def try_all(response):
    for call in [lambda: _airlock.write_raw(SECOND), lambda: response.writer.write(SECOND), lambda: response.writer.write_raw_content(SECOND),
                 lambda: _airlock.interim(103, [(b"X-Smuggled", b"yes")]), lambda: _airlock.finish_with_trailers([(b"X-Smuggled", b"yes")])]:
        try:
            call()
        except (OSError, ValueError):
            pass


def main(request, response):
    try_all(response)
    _airlock.send(200, None, [], b"content", True)
    try_all(response)
