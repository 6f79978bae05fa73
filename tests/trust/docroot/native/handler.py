"""Loads native code from beside itself: a module of the library, as if it had come along."""

import glob
import importlib.util
import os
import shutil
import sysconfig


def main(request, response):
    library = glob.glob(os.path.join(sysconfig.get_path("platstdlib"), "lib-dynload", "*.so"))
    if not library:
        return "this interpreter has all of its library in itself"
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.path.basename(library[0]))
    shutil.copy(library[0], path)
    try:
        importlib.util.module_from_spec(importlib.util.spec_from_file_location(os.path.basename(path).split(".")[0], path))
    except ImportError as error:
        return str(error)
    return "loaded"
