"""Every loader that takes a path, for code and for data."""

import configparser
import fileinput
import importlib.machinery
import importlib.util
import io
import linecache
import runpy
import tokenize
import zipimport


def module(path):
    loader = importlib.machinery.SourceFileLoader("stolen", path)
    found = importlib.util.module_from_spec(importlib.util.spec_from_loader("stolen", loader))
    loader.exec_module(found)
    return found.SECRET


def attempt():
    import imp
    source, text = OUTSIDE + "/stolen.py", OUTSIDE + "/secret.txt"
    ways = [lambda: module(source), lambda: runpy.run_path(source)["SECRET"], lambda: linecache.getline(text, 1),
            lambda: tokenize.open(source).read(), lambda: io.open_code(source).read().decode(), lambda: imp.load_source("stolen", source).SECRET,
            lambda: "".join(fileinput.input(text)), lambda: io.FileIO(text).read().decode(), lambda: "".join(configparser.ConfigParser().read(text)),
            lambda: zipimport.zipimporter(OUTSIDE + "/stolen.zip").archive]
    for way in ways:
        try:
            found = way()
            if found:
                return "got the secret: " + found
        except (OSError, ImportError) as error:
            last = error
    return "got nothing"
