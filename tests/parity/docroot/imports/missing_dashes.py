import importlib


def main(request, response):
    return importlib.import_module("imports.lib-with-dashes.nobody").answer(request)
