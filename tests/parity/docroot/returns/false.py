def main(request, response):
    return False
