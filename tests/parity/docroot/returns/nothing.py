def main(request, response):
    pass
