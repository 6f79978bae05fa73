def main(request, response):
    return 404, [], b"chosen"
