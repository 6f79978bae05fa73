import json


def main(request, response):
    return json.loads("not json")
