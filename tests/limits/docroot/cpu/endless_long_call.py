"""One call of C code that takes an hour."""


def main(request, response):
    return str(sum(range(10 ** 12)))
