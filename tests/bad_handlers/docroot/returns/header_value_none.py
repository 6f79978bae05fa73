def main(request, response):
    return [('a', None)], b''
