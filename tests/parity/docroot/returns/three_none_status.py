def main(request, response):
    return None, [], b"never"
