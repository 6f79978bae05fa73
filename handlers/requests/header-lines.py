"""The request's header lines as they came: order, case and repetitions, as text.

    curl -H 'X-Colour: red' -H 'x-COLOUR: blue' 'http://127.0.0.1:8000/requests/header-lines.py'
"""


def main(request, response):
    lines = ["%s: %s\n" % line for line in request.raw_headers.raw_items()]
    return [("Content-Type", "text/plain; charset=iso-8859-1")], "".join(lines).encode("iso-8859-1")
