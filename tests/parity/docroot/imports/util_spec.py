import importlib.util
import os

spec = importlib.util.spec_from_file_location("by_spec", os.path.join(os.path.dirname(__file__), "beside", "loaded.py"))
helper = importlib.util.module_from_spec(spec)
spec.loader.exec_module(helper)


def main(request, response):
    return helper.text()
