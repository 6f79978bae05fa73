def main(request, response):
    response.headers.set("X-None", None)
    return b"never"
