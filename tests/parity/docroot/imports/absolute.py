from imports.plain import tools
from imports.plain.tools import shout


def main(request, response):
    return tools.NAME + " " + shout("absolute")
