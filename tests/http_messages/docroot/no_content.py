def main(request, response):
    return int(request.url_parts.query), [], b"must not be sent"
