from imports.beside import failing_helper


def main(request, response):
    return b"never"
