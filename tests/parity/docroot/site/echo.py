import json


def main(request, response):
    described = {
        "method": request.method,
        "path": request.url_parts.path,
        "query": {name.decode("latin-1"): [value.decode("latin-1") for value in request.GET.get_list(name)] for name in request.GET},
        "headers": {name.decode("latin-1"): request.headers[name].decode("latin-1") for name in request.headers},
        "body": request.body.decode("latin-1"),
    }
    return [("Content-Type", "application/json"), ("Access-Control-Allow-Origin", "*")], json.dumps(described, sort_keys=True)
