import sys


def main(request, response):
    sys.modules.clear()
    raise ValueError("without modules")
