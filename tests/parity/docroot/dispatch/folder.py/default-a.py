import os


def main(request, response):
    return "default-a for %s in %s" % (request.request_path, os.path.basename(__file__))
