"""HTTP Basic authentication: 401 with a challenge until name and password are right.

    curl -i -u 'ada:engine' 'http://127.0.0.1:8000/requests/basic-auth.py'
    curl -i 'http://127.0.0.1:8000/requests/basic-auth.py'
"""


def main(request, response):
    if (request.auth.username, request.auth.password) != (b"ada", b"engine"):
        challenge = [("WWW-Authenticate", 'Basic realm="engine room"'), ("Content-Type", "text/plain")]
        return 401, challenge, "Who is there?\n"
    return [("Content-Type", "text/plain")], b"Welcome, %s.\n" % request.auth.username
