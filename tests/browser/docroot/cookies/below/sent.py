from cookies import sent


def main(request, response):
    return sent.main(request, response)
