"""Raises an exception that can not be shown."""


class Unspeakable(BaseException):
    def __str__(self):
        raise self

    __repr__ = __str__


def attempt():
    raise Unspeakable()
