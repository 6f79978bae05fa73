def main(request, response):
    return request.headers.get(7)
