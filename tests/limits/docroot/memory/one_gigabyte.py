def main(request, response):
    return b"x" * 10 ** 9
