def deeper(depth):
    return deeper(depth + 1) + 1


def main(request, response):
    return str(deeper(0))
