def main(request, response):
    raise ValueError("x" * (4 << 20))
