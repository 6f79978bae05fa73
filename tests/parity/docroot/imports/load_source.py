import imp
import os

helper = imp.load_source("loaded_helper", os.path.join(os.path.dirname(__file__), "beside", "loaded.py"))


def main(request, response):
    import sys
    return "%s %s %s" % (helper.text(), helper.__name__, sys.modules["loaded_helper"] is helper)
