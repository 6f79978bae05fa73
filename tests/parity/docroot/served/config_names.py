def main(request, response):
    return "\n".join(sorted(request.server.config))
