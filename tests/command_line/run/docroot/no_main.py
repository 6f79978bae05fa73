def handle(request, response):
    return b""
