"""Takes 48 MiB when it is loaded, and as many in a request as that says."""

WEIGHT = [bytes([index]) * (1 << 20) for index in range(1, 49)]


def application(environ, start_response):
    more = [b"x" * (1 << 20) for _ in range(int(environ["QUERY_STRING"]))]
    right = all(block == bytes([index]) * (1 << 20) for index, block in enumerate(WEIGHT, 1))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"%d %r" % (len(more), right)]
