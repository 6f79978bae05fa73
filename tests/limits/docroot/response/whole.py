def main(request, response):
    return b"x" * (30 << 20)
