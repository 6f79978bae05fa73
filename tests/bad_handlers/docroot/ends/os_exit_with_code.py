import os


def main(request, response):
    os._exit(3)
