def main(request, response):
    return [("X-Method", request.method), ("X-Version", request.protocol_version)], request.body
