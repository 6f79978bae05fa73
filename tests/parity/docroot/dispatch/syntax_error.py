def main(request, response):
    return b"never" if
