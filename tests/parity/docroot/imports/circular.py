from imports.beside import circle_a


def main(request, response):
    return circle_a.whole()
