def main(request, response):
    return b"%s [%s]" % (request.request_path.encode(), request.body)
