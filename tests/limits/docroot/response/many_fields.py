def main(request, response):
    return [("X-Many", "x" * 1000)] * 4000, b""
