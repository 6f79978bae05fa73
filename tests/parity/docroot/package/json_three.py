from wptserve.handlers import json_handler


@json_handler
def main(request, response):
    return (201, "Made"), [("X-A", "b")], ["answer"]
