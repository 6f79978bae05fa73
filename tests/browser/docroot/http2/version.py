def main(request, response):
    return request.protocol_version
