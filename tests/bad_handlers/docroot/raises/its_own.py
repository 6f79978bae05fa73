"""An exception that can not even be described."""


class Sulky(Exception):
    def __str__(self):
        raise Sulky()

    __repr__ = __str__

    @property
    def __traceback__(self):
        raise Sulky()


def main(request, response):
    raise Sulky()
