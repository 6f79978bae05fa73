import os


def main(request, response):
    return [("X-File", os.path.basename(__file__))], GREETING + " from another handler"
