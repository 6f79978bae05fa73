def main(request, response):
    return [("X-Long", "x" * (4 << 20))], b""
