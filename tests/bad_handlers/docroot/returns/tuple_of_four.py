def main(request, response):
    return (200, [], b'a', b'b')
