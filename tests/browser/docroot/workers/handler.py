import json


def main(request, response):
    name = json.dumps(request.GET.first(b"name").decode("utf-8"))
    return [("Content-Type", "text/javascript")], "onmessage = () => postMessage(%s);" % name
