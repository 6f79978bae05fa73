def main(request, response):
    return [("Content-Type", "text/plain")], "%s %s" % (request.method, request.url_parts.query)
