"""Query parameters: names and values are bytes, a name may come several times, a value may be empty.

    curl 'http://127.0.0.1:8000/requests/query-values.py?tree=oak&tree=elm&leaf'
"""

import json


def main(request, response):
    query = request.GET
    report = {
        "first tree": query.first(b"tree", b"none").decode("latin-1"),
        "last tree": query.last(b"tree", b"none").decode("latin-1"),
        "all trees": [tree.decode("latin-1") for tree in query.get_list(b"tree")],
        "leaf is there": b"leaf" in query,
    }
    return [("Content-Type", "application/json")], json.dumps(report, indent=2) + "\n"
