def main(request, response):
    return b"innocent"
