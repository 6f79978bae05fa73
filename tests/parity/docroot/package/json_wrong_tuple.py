from wptserve.handlers import json_handler


@json_handler
def main(request, response):
    return 1, 2, 3, 4
