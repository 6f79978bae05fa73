import json


def main(request, response):
    names = {name for name in globals() if name != "__builtins__"}
    return [("Content-Type", "application/json")], json.dumps({
        "__name__": __name__,
        "main": main.__module__,
        "names": sorted(names),
        "builtins": type(__builtins__).__name__ in ("dict", "module"),
        "len": len("four"),
    })
