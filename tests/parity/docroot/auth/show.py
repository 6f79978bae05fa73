def main(request, response):
    return "%r %r" % (request.auth.username, request.auth.password)
