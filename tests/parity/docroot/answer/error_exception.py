def main(request, response):
    response.set_error(418, ValueError("an exception as the message"))
