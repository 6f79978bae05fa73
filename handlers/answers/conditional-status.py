"""Check what the client sent: 200 if the request has the header that the query names, else 400.

    curl -i -H 'X-Probe: 1' 'http://127.0.0.1:8000/answers/conditional-status.py?header=x-probe'
    curl -i 'http://127.0.0.1:8000/answers/conditional-status.py?header=x-probe'
"""


def main(request, response):
    name = request.GET.first(b"header", b"x-probe")
    status, verdict = (200, "present") if name in request.headers else (400, "missing")
    return status, [("Content-Type", "text/plain")], verdict + "\n"
