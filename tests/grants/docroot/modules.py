"""Imports a module of the docroot in each of the ways there are; a line for each."""

import importlib
import importlib.util

import _airlock


def attempt(name, find):
    try:
        return "%s: %s" % (name, find())
    except Exception as error:
        return "%s: %s: %s" % (name, type(error).__name__, error)


def statement():
    import helper
    return helper.NAME


def from_package():
    from package.inner import NAME
    return NAME


def by_spec():
    return importlib.util.find_spec("other").name


def main(request, response):
    return "\n".join([
        attempt("import", statement),
        attempt("from", from_package),
        attempt("__import__", lambda: __import__("helper").NAME),
        attempt("importlib", lambda: importlib.import_module("helper").NAME),
        attempt("find_spec", by_spec),
        attempt("load", lambda: type(_airlock.load("helper.py")).__name__),
        attempt("find", lambda: _airlock.find("", "helper")[0]),
        attempt("json", lambda: __import__("json").dumps([1])),
    ])
