def main(request, response):
    return [1, 2]
