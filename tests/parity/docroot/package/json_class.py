from wptserve import handlers


def answer(request, response):
    return {"class": type(main).__name__, "callable": callable(main)}


main = handlers.json_handler(answer)
