import importlib
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "common"))

from package import first
from space.deep import leaf

records = importlib.import_module("common.security-features.records")


def main(request, response):
    return json.dumps({
        "records": records.Record(1, "two").as_text(),
        "circle": [first.NAME, first.other(), first.second.other()],
        "leaf": [leaf.__name__, leaf.__file__ == os.path.join(os.path.dirname(__file__), "space", "deep", "leaf.py")],
        "beside": importlib.import_module("security-features.records") is not records,
        "shared": sys.modules["json"] is json and "package" in sys.modules and sys.modules.get("package.first") is first,
    })
