import importlib.util
import os
import sys


def main(request, response):
    """By ways that do not go through `import`."""
    path = os.path.join(request.doc_root, "untrusted", "helper.py")
    refused = []
    spec = importlib.util.spec_from_file_location("helper", path)
    for attempt in (
        lambda: spec.loader.exec_module(importlib.util.module_from_spec(spec)),
        lambda: __import__("imp").load_source("helper", path),
        lambda: through_parent(request.doc_root),
    ):
        try:
            attempt()
        except ImportError as error:
            refused.append(str(error))
    return "\n".join(refused)


def through_parent(docroot):
    sys.path.insert(0, os.path.dirname(docroot))
    __import__(os.path.basename(docroot) + ".untrusted.helper")
