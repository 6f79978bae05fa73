def main(request, response):
    response.headers.set("Content-Length", "13")
    return iter([b"one ", b"two ", b"three"])
