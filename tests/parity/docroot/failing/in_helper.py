from failing import deep_helper


def main(request, response):
    return deep_helper.outer(request.method)
