from imports.beside import broken_helper


def main(request, response):
    return b"never"
