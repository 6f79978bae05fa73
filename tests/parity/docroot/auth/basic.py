def main(request, response):
    if (request.auth.username, request.auth.password) != (b"user", b"secret"):
        response.status = 401
        response.headers.set("WWW-Authenticate", 'Basic realm="parity"')
        return b"who are you?"
    return [("X-User", request.auth.username)], b"welcome"
