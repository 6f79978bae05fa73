def main(request, response):
    return None, [], b''
