import os


def main(request, response):
    os.abort()
