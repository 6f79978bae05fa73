"""An error that the handler chooses."""


def main(request, response):
    response.set_error(404, "not here")
