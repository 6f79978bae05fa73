KNOWN = {(b"ada", b"engine"), (b"grace", b"compiler")}


def main(request, response):
    if (request.auth.username, request.auth.password) not in KNOWN:
        return 401, [("WWW-Authenticate", 'Basic realm="a room"'), ("Cache-Control", "no-store")], "who is there?"
    return [("Cache-Control", "no-store")], request.auth.username
