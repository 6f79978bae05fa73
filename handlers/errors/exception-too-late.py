"""Once the head has been sent, an exception can only cut the response short: status 200, and half of the content.

    curl -i -H 'Connection: close' 'http://127.0.0.1:8000/errors/exception-too-late.py'
"""


def main(request, response):
    def halves():
        yield "the first half, "
        raise RuntimeError("the second half is lost")

    return [("Content-Type", "text/plain"), ("Content-Length", 32)], halves()
