import imp
import os


def main(request, response):
    helper = imp.load_source("", os.path.join(request.doc_root, "imports", "beside", "loaded.py"))
    return helper.text() + "."
