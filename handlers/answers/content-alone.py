"""Return text and nothing else: status 200, UTF-8, a Content-Length in bytes, no Content-Type.

    curl -i 'http://127.0.0.1:8000/answers/content-alone.py'
"""


def main(request, response):
    return "One string is a whole answer – naïve, but enough.\n"
