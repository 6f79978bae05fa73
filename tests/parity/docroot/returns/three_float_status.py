def main(request, response):
    return 404.7, [], b"cut to a whole number"
