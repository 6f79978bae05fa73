from wptserve import handlers, utils


def main(request, response):
    error = utils.HTTPException(404, "a message")
    return repr((error.code, error.message, handlers.HTTPException is utils.HTTPException, str(error), error.args))
