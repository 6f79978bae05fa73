def handle(request, response):
    return b"never asked"
