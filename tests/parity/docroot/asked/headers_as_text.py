def main(request, response):
    return str(request.headers)
