def main(request, response):
    return bytearray(b"not bytes")
