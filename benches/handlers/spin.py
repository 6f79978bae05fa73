"""Never ends by itself: the neighbour that nobody should notice."""


def main(request, response):
    while True:
        pass
