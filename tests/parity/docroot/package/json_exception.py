from wptserve.handlers import HTTPException, json_handler


@json_handler
def main(request, response):
    raise HTTPException(409, "no value")
