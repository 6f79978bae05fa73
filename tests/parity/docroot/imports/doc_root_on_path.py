import sys


def main(request, response):
    return repr(request.doc_root in sys.path)
