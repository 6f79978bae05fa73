def main(request, response):
    return request.url_parts.query
