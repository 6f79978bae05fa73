from abort import noted


def main(request, response):
    return noted.wait(request, "/abort/begun")
