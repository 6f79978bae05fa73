import json


def main(request, response):
    if b"missing" in request.GET:
        open(__file__ + ".missing")
    json.loads("{")
