import imports.plain.tools as helper


def main(request, response):
    return helper.__name__ + " " + type(helper.__file__).__name__
