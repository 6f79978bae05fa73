NAME = "first"
from . import second


def other():
    return second.NAME
