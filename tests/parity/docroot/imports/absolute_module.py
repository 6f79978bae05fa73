import imports.plain.tools


def main(request, response):
    return imports.plain.tools.shout("dotted")
