from wptserve.handlers import json_handler


@json_handler
def main(request, response):
    return {"bytes": b"can not be said"}
