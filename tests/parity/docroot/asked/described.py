def main(request, response):
    return repr(request)
