import json


def main(request, response):
    shown = {"match": request.route_match, "url": request.url, "path": request.request_path, "method": request.method}
    return [("Content-Type", "application/json")], json.dumps(shown, sort_keys=True)
