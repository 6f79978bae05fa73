from wptserve.handlers import handler


@handler
def main(request, response):
    return [("X-A", "b")], b"decorated"
