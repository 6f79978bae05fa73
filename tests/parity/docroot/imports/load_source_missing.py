import imp
import os


def main(request, response):
    imp.load_source("nothing_there", os.path.join(os.path.dirname(__file__), "nothing.py"))
    return b"never"
