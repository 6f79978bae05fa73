import os


def main(request, response):
    os.remove(__file__)
