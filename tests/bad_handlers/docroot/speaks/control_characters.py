import sys


def main(request, response):
    print("to out \x1b[31m \x07 \x9b \u202e end")
    print("to err \x1b[31m end", file=sys.stderr)
    print("two\nlines\r\nin one")
    return b"spoken"
