"""HEAD needs nothing special: the headers are those of GET, Content-Length too, and the body stays behind.

    curl -I 'http://127.0.0.1:8000/answers/head-without-body.py'
"""


def main(request, response):
    headers = [("Content-Type", "text/plain"), ("X-Asked-With", request.method)]
    return headers, "You see this line with GET only.\n"
