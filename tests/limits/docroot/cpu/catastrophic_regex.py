import re


def main(request, response):
    return str(re.match("(a+)+$", "a" * 60 + "b"))
