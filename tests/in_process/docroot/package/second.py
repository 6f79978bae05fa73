NAME = "second"
from . import first
from .first import NAME as FIRST


def other():
    return first.NAME
