import os


def main(request, response):
    os.popen("true").read()
