import syntax_error


def main(request, response):
    return b""
