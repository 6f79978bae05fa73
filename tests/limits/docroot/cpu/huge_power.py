def main(request, response):
    return str((7 ** (10 ** 9)) % 10)
