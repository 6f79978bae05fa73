def main(request, response):
    return 'fine', [], b''
