def main(request, response):
    return b"x" * (2 << 20)
