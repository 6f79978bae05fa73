"""The cookies the client sent. A cookie's value is bytes, and the cookie compares equal to it.

    curl -b 'flavour=ginger; jar=closed' 'http://127.0.0.1:8000/cookies/read-cookies.py'
"""


def main(request, response):
    lines = [b"%s = %s\n" % (name, request.cookies[name].value) for name in sorted(request.cookies)]
    if request.cookies.first(b"jar", None) == b"closed":
        lines.append(b"and the jar is closed\n")
    return [("Content-Type", "text/plain")], b"".join(lines) or b"no cookies\n"
