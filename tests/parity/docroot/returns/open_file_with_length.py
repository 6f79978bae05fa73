import os


def main(request, response):
    path = os.path.join(os.path.dirname(__file__), "data.txt")
    return [("Content-Length", os.stat(path).st_size)], open(path, "rb")
