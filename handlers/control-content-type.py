"""The client chooses the Content-Type, the handler the reason phrase of the status line.

    curl 'http://127.0.0.1:8000/control-content-type.py?content-type=text/foobar' -i
"""


def main(request, response):
    chosen = request.GET.first(b"content-type", b"text/plain")
    return (200, "my status text"), [("Content-Type", chosen)], "Hello world!"
