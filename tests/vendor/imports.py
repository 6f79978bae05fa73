"""Imports a module that was vendored beside it, and says where it came from."""

import importlib
import sys

sys.path.insert(0, "/docroot/packages")


def main(request, response):
    name, expression = request.GET.first(b"module").decode(), request.GET.first(b"says").decode()
    module = importlib.import_module(name)
    return "%s %s" % (module.__file__, eval(expression, vars(module)))
