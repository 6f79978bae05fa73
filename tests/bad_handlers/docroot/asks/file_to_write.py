import os


def main(request, response):
    open(os.path.join(os.path.dirname(__file__), "new"), "w")
