def main(request, response):
    return 5, b''
