def main(request, response):
    if not request.auth.username:
        return (401, "Say Who"), [("WWW-Authenticate", "Basic")], b""
    return [("Content-Type", "text/plain")], request.auth.username + b":" + request.auth.password
