from imports.plain import nobody


def main(request, response):
    return b"never"
