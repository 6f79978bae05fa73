def main(request, response):
    return [(None, 'a')], b''
