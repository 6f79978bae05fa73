def main(request, response):
    return [('a', '\u20ac')], b''
