def main(request, response):
    return request.body
