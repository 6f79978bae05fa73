from wptserve.handlers import json_handler


@json_handler
def main(request, response):
    return {"method": request.method, "list": [1, 2.5, None, True], "text": "\u00e9", "nested": {"a": {}}}
