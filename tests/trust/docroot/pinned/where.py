import sys


def main(request, response):
    return "in-process" if sys.platform == "linux" else "sandbox"
