import sys


def main(request, response):
    wasi = sys.platform == "wasi"
    return (404 if wasi else 200), [("X-Platform", sys.platform)], "on %s" % sys.platform
