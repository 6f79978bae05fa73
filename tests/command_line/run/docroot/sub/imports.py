from shared import name


def main(request, response):
    return name.encode()
