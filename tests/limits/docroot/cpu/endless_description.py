"""The exception's text never ends, so that nobody can say what went wrong."""


class Endless(Exception):
    def __str__(self):
        while True:
            pass


def main(request, response):
    raise Endless()
