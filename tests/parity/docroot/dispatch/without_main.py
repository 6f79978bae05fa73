GREETING = b"nobody says this"


def handler(request, response):
    return GREETING
