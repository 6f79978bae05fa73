"""The request's headers, sorted. Names and values are bytes; to look one up, its case does not matter.

    curl -H 'X-Colour: red' 'http://127.0.0.1:8000/requests/echo-headers.py'
"""


def main(request, response):
    lines = [b"%s: %s\n" % (name, request.headers[name]) for name in sorted(request.headers)]
    return [("Content-Type", "text/plain")], b"".join(lines)
