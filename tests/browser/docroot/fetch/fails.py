def main(request, response):
    raise ValueError("as it should")
