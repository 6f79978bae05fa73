while True:
    pass


def main(request, response):
    return b"never asked"
