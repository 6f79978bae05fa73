"""A template by the name of the handler."""


def main(request, response):
    return "{{GET[x]}} {{location[query]}}"
