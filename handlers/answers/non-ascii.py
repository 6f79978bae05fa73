"""Bytes beyond ASCII: headers as you encode them, the body in `response.encoding`.

    curl -i 'http://127.0.0.1:8000/answers/non-ascii.py' | od -c
"""


def main(request, response):
    response.encoding = "iso-8859-1"
    headers = [
        ("Content-Type", "text/plain; charset=iso-8859-1"),
        ("X-Latin-1", "café"),  # text is sent as Latin-1: the é is one byte, E9
        ("X-UTF-8", "café".encode("utf-8")),  # bytes are sent as they are: the é is C3 A9
    ]
    return headers, "crème brûlée\n"
