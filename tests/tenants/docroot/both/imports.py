"""Tries to import a module that one of the tenants has."""

import importlib
import sys

import _airlock


def attempt(find):
    try:
        found = find()
        return "found: %s" % getattr(found, "NAME", found)
    except Exception as error:
        return type(error).__name__


def run(code):
    environment = {}
    exec(code, environment)
    return environment["NAME"]


def through_path(folder):
    sys.path.insert(0, folder)
    sys.modules.pop("only_bobs", None)
    return importlib.import_module("only_bobs")


def main(request, response):
    attempts = [attempt(lambda: importlib.import_module(name)) for name in ("only_bobs", "linked", "bob.only_bobs")]
    attempts += [attempt(lambda: through_path(folder)) for folder in ("/docroot/../bob", "/bob", "/docroot/./../bob")]
    attempts += [attempt(lambda: run(_airlock.load(path))) for path in ("only_bobs.py", "../bob/only_bobs.py", "linked.py")]
    attempts += [attempt(lambda: run(_airlock.find(folder, "only_bobs")[2])) for folder in ("..", "../bob", "/bob")]
    attempts.append(attempt(lambda: run(_airlock.find("", "../bob/only_bobs")[2])))
    return "\n".join(attempts)
