def main(request, response):
    raise ValueError("the reason")
