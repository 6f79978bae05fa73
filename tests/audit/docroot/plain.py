def main(request, response):
    return "needs nothing"
