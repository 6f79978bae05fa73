from wptserve.handlers import json_handler

VALUES = {b"list": [1, 2], b"text": "text", b"number": 7, b"none": None, b"dict": {}, b"false": False}


@json_handler
def main(request, response):
    return VALUES[request.GET.first(b"kind")]
