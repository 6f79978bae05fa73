import os


def main(request, response):
    return [("Content-Type", "text/plain")], open(os.path.join(os.path.dirname(__file__), "data.txt"), "rb")
