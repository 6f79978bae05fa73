def main(request, response):
    return request.server.config["no such thing"]
