def main(request, response):
    return b"x" * (4 << 20)
