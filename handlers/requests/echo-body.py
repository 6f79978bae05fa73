"""The request's body, byte for byte, under the type it came with.

    curl -i -H 'Content-Type: text/x-poem' -d 'so much depends' 'http://127.0.0.1:8000/requests/echo-body.py'
"""


def main(request, response):
    content_type = request.headers.get(b"Content-Type", b"application/octet-stream")
    return [("Content-Type", content_type)], request.body
