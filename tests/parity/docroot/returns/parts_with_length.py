def main(request, response):
    response.headers.set("Content-Length", 6)
    return [b"ab", "cd", lambda: b"ef"]
