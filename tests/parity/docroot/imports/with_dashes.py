import importlib

helper = importlib.import_module("imports.lib-with-dashes.inner.the-helper")


def main(request, response):
    return helper.answer(request)
