def main(request, response):
    return b"ignored"
