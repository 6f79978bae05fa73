raise ValueError("at the top")


def main(request, response):
    return b"never asked"
