def main(request, response):
    response.status = (200, "OK\r\nX-Injected: b")
    return b"injected"
