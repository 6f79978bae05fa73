import sys


def main(request, response):
    sys.stdout.write("no line end")
    return b"spoken"
