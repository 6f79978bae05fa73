import ctypes


def main(request, response):
    return ctypes.__name__
