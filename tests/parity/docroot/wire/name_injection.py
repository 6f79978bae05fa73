def main(request, response):
    return [("X-A: b\r\nX-Injected", "c")], b"injected"
