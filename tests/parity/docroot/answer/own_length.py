def main(request, response):
    response.headers.set("content-LENGTH", "5")
    return b"12345"
