import os


def main(request, response):
    beside = open(os.path.join(os.path.dirname(__file__), "data.txt"), "rb")
    beside.readline()
    return beside
