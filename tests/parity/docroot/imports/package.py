from imports import pack
from imports.pack import VERSION, deep
from imports.pack.deep import bottom


def main(request, response):
    return "%s %s %s %s" % (VERSION, pack.deep is deep, bottom.level(), pack.__path__ is not None)
