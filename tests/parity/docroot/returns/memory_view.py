def main(request, response):
    return memoryview(b"not bytes")
