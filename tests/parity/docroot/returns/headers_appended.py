def main(request, response):
    response.headers.set("X-A", "from set")
    response.headers.set("Content-Type", "text/css")
    return [("X-A", "from return"), ("Content-Type", "text/plain")], b"both are sent"
