def main(request, response):
    return [('a', 'b', 'c')], b''
