def main(request, response):
    raise ValueError("as it was written to")
