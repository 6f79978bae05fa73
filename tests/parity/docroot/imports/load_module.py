import imp
import os


def main(request, response):
    found = imp.find_module("loaded", [os.path.join(os.path.dirname(__file__), "beside")])
    helper = imp.load_module("found_helper", *found)
    return helper.text()
