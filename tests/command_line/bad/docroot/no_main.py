def handler(request, response):
    return b""
