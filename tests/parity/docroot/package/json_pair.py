from wptserve.handlers import json_handler


@json_handler
def main(request, response):
    return [("X-A", "b"), ("Cache-Control", "no-store")], {"answer": 42}
