import sys


def main(request, response):
    sys.stdout.write("x" * (4 << 20))
    return b"printed"
